"""Web address as an article writes it -> its host."""

from urllib.parse import urlsplit


def host(url: str) -> str:
    """Host of an address without `www.`, in lower case; empty where it has none or is no address.

    >>> host("https://www.example.org/a"), host("/a"), host("http://[Read more]/a")
    ('example.org', '', '')
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # a bracket where an address of version 6 would stand
        return ""
