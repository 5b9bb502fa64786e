"""Urls hostiles: what a caller may send to make the server reach where it must not."""

from __future__ import annotations

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.100.100.200",
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "168.63.129.16", "169.254.0.1",
    "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.254", "192.0.0.1",
    "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1",
    "192.168.255.254", "192.175.48.1", "198.18.0.1", "198.19.255.254", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::ffff:168.63.129.16", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:7f00:1::1", "2001:10::1", "2001:20::1",
    "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1",
    "fd00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2620:4f:8000::1", "4000::1",
    "fe80::1%eth0", "fe80::1%1", "not-an-address", "",
]  # fmt: skip

_NUMBERS = [
    "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.0.0.1", "127.1", "127.0.1",
    "0", "0x0", "127.0.0.01", "127.000.000.001", "00000177.0.0.1", "0x7f.1", "127.0x1",
    "2852039166", "0xa9fea9fe", "0xA9.0xFE.0xA9.0xFE", "0251.0376.0251.0376", "169.254.43518",
    "1.2.3", "1.2.3.4.5", "256.256.256.256", "127.0.0.1.", "127.0.0.1..", "①②⑦.⓪.⓪.①",
    "127。0。0。1", "１２７.0.0.1", "0x7f.0x0.0x0.0x1", "3232235521", "-1", "1e3", "4294967295",
]  # fmt: skip

_NAMES = [
    "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost",
    "metadata.google.internal", "metadata", "kubernetes.default.svc", "instance-data",
    "localtest.me", "127.0.0.1.nip.io", "lvh.me", "a.b", "host.docker.internal", "intranet",
    "router.local", "_http._tcp.local", "xn--n3h.test",
]  # fmt: skip

NOT_URLS = [
    "", " ", "/", "//", "///", "https", "https:", "https:/", "https://", "https:///x",
    "https:x", "https://?", "https://#", "://x.fr/", "x.fr/a", "//x.fr/a", "ftp://x.fr/a",
    "file:///etc/passwd", "gopher://x.fr/_", "data:text/plain,a", "dict://x.fr:11211/",
    "ldap://x.fr/", "jar:https://x.fr!/", "javascript:alert(1)", "http://x.fr/", "HTTP://x.fr/",
    "https://x.fr:80/", "https://x.fr:22/", "https://x.fr:0/", "https://x.fr:65536/",
    "https://x.fr:-1/", "https://x.fr:4 43/", "https://x.fr:443a/", "https://x.fr:４４３/",
    "https://u@x.fr/", "https://u:p@x.fr/", "https://@x.fr/", "https://x.fr@127.0.0.1/",
    "https://127.0.0.1@x.fr/", "https://x.fr#@127.0.0.1/", "https://x.fr/#a", "https://x.fr/a b",
    "https://x.fr/a\tb", "https://x.fr/a\nb", "https://x.fr/\r\nHost: y", "https://x.fr/\x00",
    "https://x.fr/%00", "https://x.fr\\@127.0.0.1/", "https://x.fr\\a", "https:\\\\x.fr\\",
    "https://x.fr/é", "https://é.fr/", "https://x.fr/\u202etxt", "https://x\u00ad.fr/",
    "https://[::1/", "https://::1]/", "https://[::1]x/", "https://[x.fr]/", "https://[]/",
    "https://[::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[v1.x]/", "https://x..fr/",
    "https://.x.fr/", "https://-x.fr/", "https://x-.fr/", "https://x.fr-/", "https://x.1/",
    "https://*.fr/", "https://x.f_r/", "https://" + "a" * 64 + ".fr/",
    "https://" + "a." * 127 + "fr/", "https://x.fr:443:443/", "https://x.fr,y.fr/",
    "https://x.fr;y.fr/", "https://x.fr&y.fr/", "https://x.fr%2fy.fr/", "https://%6cocalhost/",
    "https://x.fr%00.y.fr/", "https://x.fr/" + "a" * 2_048, "https://x.fr/<script>",
    "https://x.fr/{a}", "https://x.fr/|a", "https://x.fr/`a`", "https://x.fr/^a",
    'https://x.fr/"a"', " https://x.fr/", "https://x.fr/ ", "\ufeffhttps://x.fr/",
]  # fmt: skip


def hostile_urls(port: int) -> list[str]:
    """List URLs to private places in every disguise known to us; `port` is where one listens."""
    urls = list(NOT_URLS)
    for address in PRIVATE:
        host = f"[{address}]" if ":" in address else address
        urls += [f"https://{host}/", f"https://{host}:{port}/x", f"http://{host}:{port}/"]
    for host in _NUMBERS + _NAMES:
        urls += [f"https://{host}/", f"https://{host}:{port}/"]
    urls += [f"https://x.fr:{port}@127.0.0.1:{port}/", f"https://127.0.0.1:{port}#x.fr/"]
    return urls
