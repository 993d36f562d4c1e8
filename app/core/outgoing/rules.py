"""Which addresses of other machines may be asked: pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

LONGEST = 4000
# IPv6 addresses in which another address hides, or that no network routes any more.
_HIDING = tuple(
    IPv6Network(each)
    for each in (
        "::/96",  # IPv4-compatible, RFC 4291
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of a network's own, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
        "fec0::/10",  # site-local, RFC 3879
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
    )
)


def parts(url: str) -> SplitResult | None:
    """The parts of an address of the web that says one thing to everybody who reads it.

    None for another scheme, for a name and password in it, and for what readers of addresses
    disagree about (blanks, backslashes, controls).
    """
    if len(url) > LONGEST or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        found = urlsplit(url)
        host, port = found.hostname, found.port
    except ValueError:
        return None
    if not host or port == 0 or "@" in found.netloc or found.scheme not in {"http", "https"}:
        return None
    return found


def is_here(host: str) -> bool:
    """Whether a host is this very machine, by its name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def may_be_asked(url: str) -> bool:
    """Whether an address can be asked at all: https, or http on this very machine."""
    found = parts(url)
    if found is None:
        return False
    return found.scheme == "https" or is_here(found.hostname or "")


def origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address (RFC 6454); None if it is not one."""
    found = parts(url)
    if found is None:
        return None
    usual = 443 if found.scheme == "https" else 80
    return found.scheme, (found.hostname or "").lower(), found.port or usual


def may_be_reached(
    scheme: str, host: str, addresses: Iterable[str], allowed: Iterable[str] = ()
) -> bool:
    """Whether all addresses that a host has are ones that it may have.

    https: public ones, or a private network's where the operator allowed the host; never this
    machine's or its own network segment's. http: this machine.
    """
    found = [ip_address(address.partition("%")[0]) for address in addresses]
    if scheme == "http":
        return bool(found) and all(address.is_loopback for address in found)
    private = host.lower() in {name.strip().lower() for name in allowed}
    return bool(found) and all(_is_fit(address, private=private) for address in found)


def _is_fit(address: IPv4Address | IPv6Address, *, private: bool) -> bool:
    if isinstance(address, IPv6Address) and _hides_another(address):
        return False
    if address.is_loopback or address.is_link_local or address.is_multicast:
        return False
    if address.is_unspecified or (address.version == 4 and address.is_reserved):
        return False
    return bool(address.is_global) or private


def _hides_another(address: IPv6Address) -> bool:
    return address.ipv4_mapped is not None or any(address in each for each in _HIDING)
