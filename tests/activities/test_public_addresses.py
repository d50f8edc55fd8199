"""What is not of the whole world is refused by our own list, in every form that may carry it."""

import sys
from ipaddress import IPv4Address, IPv6Address

from activities.deliveries.public_addresses import is_public

NOT_PUBLIC_4 = [
    "0.1.2.3",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.255.255",
    "192.175.48.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
PUBLIC_4 = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "168.63.129.15",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.88.98.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
]
NOT_PUBLIC_6 = [
    "::",
    "::1",
    "64:ff9b:1::1",
    "64:ff9b:1:0:0:0:808:808",
    "::ffff:0:8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:20::1",
    "2001:db8::1",
    "2620:4f:8000::1",
    "3ffe::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "5f00::1",
    "4000::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1%eth0",
    "fec0::1",
    "feff::1",
    "ff0e::1",
]
PUBLIC_6 = ["2606:4700:4700::1111", "2a00:1450:4009::200e", "2001:4860:4860::8888", "3fff:1000::1"]


def carried(four: str) -> list[str]:
    """An IPv4 address in each form of IPv6 that stands for it, or that a tunnel takes it out of."""
    number = int(IPv4Address(four))
    high, low = number >> 16, number & 0xFFFF
    return [
        f"::ffff:{four}",
        f"64:ff9b::{high:x}:{low:x}",
        f"2002:{high:x}:{low:x}::1",
        f"2606:4700::5efe:{high:x}:{low:x}",
        f"2606:4700::200:5efe:{high:x}:{low:x}",
    ]


def test_nothing_that_is_special_is_public_in_any_form() -> None:
    forms = [*NOT_PUBLIC_4, *NOT_PUBLIC_6, *(six for four in NOT_PUBLIC_4 for six in carried(four))]

    assert [form for form in forms if is_public(form)] == []


def test_what_is_beside_the_special_is_public_in_every_form() -> None:
    forms = [*PUBLIC_4, *PUBLIC_6, *(six for four in PUBLIC_4 for six in carried(four))]

    assert [form for form in forms if not is_public(form)] == []


def test_nothing_is_public_that_this_interpreter_would_refuse() -> None:
    """The list is stricter than the interpreter's, never laxer; what it lacks would show here."""
    four: list[IPv4Address | IPv6Address] = [
        IPv4Address(number) for number in range(0, 2**32, 2**20 + 7)
    ]
    six = [IPv6Address(number << 96) for number in range(0, 2**32, 2**20 + 7)]

    wrong = [ip for ip in (*four, *six) if is_public(f"{ip}") and not ip.is_global]
    assert wrong == [], sys.version
