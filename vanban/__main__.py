"""`python -m vanban`."""

from vanban.command import main

if __name__ == "__main__":
    main()
