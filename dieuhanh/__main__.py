"""`python -m dieuhanh` is `dieuhanh`."""

from dieuhanh.command.main import main

if __name__ == "__main__":
    main()
