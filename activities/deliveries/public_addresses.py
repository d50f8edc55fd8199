"""Which addresses are the whole world's, by a list of our own.

The interpreter's `is_global` changes with its version, and leaves out what is not in the
registries: the addresses at which clouds answer their own machines. Sources: IANA's registries of
special-purpose addresses for IPv4 and IPv6 (RFC 6890, as of 2026), of multicast addresses and of
IPv6 unicast assignments, and the documents named beside each line.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network (RFC 791)
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # shared by a provider's customers (RFC 6598); Alibaba's metadata
        "127.0.0.0/8",  # this machine (RFC 1122)
        "168.63.129.16/32",  # Azure's own services, from each of its machines
        "169.254.0.0/16",  # this link (RFC 3927); the metadata of most clouds
        "172.16.0.0/12",  # private (RFC 1918)
        "192.0.0.0/24",  # IETF protocols (RFC 6890); 192.0.0.192 is Oracle's metadata
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.31.196.0/24",  # AS112 (RFC 7535)
        "192.52.193.0/24",  # AMT relays (RFC 7450)
        "192.88.99.0/24",  # 6to4 relays, deprecated (RFC 7526)
        "192.168.0.0/16",  # private (RFC 1918)
        "192.175.48.0/24",  # AS112 (RFC 7534)
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation (RFC 5737)
        "203.0.113.0/24",  # documentation (RFC 5737)
        "224.0.0.0/4",  # multicast (RFC 5771)
        "240.0.0.0/4",  # reserved, and the broadcast (RFC 1112, RFC 919)
    )
)

_UNICAST_6: Final = IPv6Network("2000::/3")
"""All that IANA assigns for the world; what lies outside (`::1`, `fc00::/7`, `fe80::/10`,
`fec0::/10`, `5f00::/16`, `100::/64`, multicast …) is not public."""

_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocols: Teredo, ORCHID, benchmarks … (RFC 2928)
        "2001:db8::/32",  # documentation (RFC 3849)
        "2620:4f:8000::/48",  # AS112 (RFC 7534)
        "3ffe::/16",  # the former 6bone, given back (RFC 3701)
        "3fff::/20",  # documentation (RFC 9637)
    )
)

_MAPPED: Final = IPv6Network("::ffff:0:0/96")  # RFC 4291, 2.5.5.2
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052; 64:ff9b:1::/48 is one network's own
_6TO4: Final = IPv6Network("2002::/16")  # RFC 3056
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: before the IPv4 address in the last half


def is_public(address: str) -> bool:
    """Whether an IP address is one of the whole world's, and of one machine.

    An IPv6 address that stands for an IPv4 one, or carries one, is as public as that.

    Args:
        address: As text, with its zone if it has one.

    Raises:
        ValueError: It is no IP address.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    if ip in _MAPPED or ip in _NAT64:
        return _is_public_4(IPv4Address(int(ip) & 0xFFFF_FFFF))
    if ip not in _UNICAST_6 or any(ip in network for network in _NOT_PUBLIC_6):
        return False
    return all(_is_public_4(inner) for inner in _carried(ip))


def _carried(ip: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that a tunnel would take out of an IPv6 one."""
    number = int(ip)
    carried = []
    if ip in _6TO4:
        carried.append(IPv4Address((number >> 80) & 0xFFFF_FFFF))
    if (number >> 32) & 0xFFFF_FFFF in _ISATAP:
        carried.append(IPv4Address(number & 0xFFFF_FFFF))
    return carried


def _is_public_4(ip: IPv4Address) -> bool:
    return not any(ip in network for network in _NOT_PUBLIC_4)
