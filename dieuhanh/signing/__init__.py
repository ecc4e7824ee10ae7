"""Whose hand: personal certificates, personal signatures and their verification.

Holds the certificates registered to people, their software tokens (PKCS#12, sealed under the
owner's own passphrase), the trust list with its revocation lists, and every signature made here.
States: a certificate is registered, then unregistered; a signature is made once and never changed;
a verdict is computed each time it is asked: valid, invalid or indeterminate.
Announces: signing.certificate.registered / .unregistered, signing.token.stored, signing.anchor.imported,
signing.anchor.withdrawn, signing.crl.imported, signing.signature.made.
Listens to nothing. Uses organisations (people, appointments) and the ledger.
Also makes official paper: `paper.render` lays a report out as Decree 30/2020 asks, as PDF/A-3.
Read first: `actions.sign.sign_pdf`, then `queries.verify_pdf` and `rules.verdict`.
"""
