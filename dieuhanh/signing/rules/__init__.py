"""What a signature is worth and which certificates may be registered: pure decisions."""
