//! Origin of a request: the client's address.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Headers by which proxies state that they forward a request, beside all that begin with
/// [`FORWARDED_PREFIX`].
const PASSED_ON: &[&str] = &[
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-forwarded-for",
    "x-envoy-external-address",
    "x-azure-clientip",
    "true-client-ip",
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "cdn-src-ip",
    "ali-cdn-real-ip",
    "fastly-client-ip",
    "fly-client-ip",
];

/// Prefix of `X-Forwarded-For`, `X-Forwarded-Host`, `X-Forwarded-Proto` and similar headers.
const FORWARDED_PREFIX: &str = "x-forwarded";

/// Returns the address of the client. Behind a trusted proxy it is the one that the proxy appended
/// to `X-Forwarded-For`; earlier ones were written by the client. `Forwarded` (RFC 7239) is read if
/// there is no `X-Forwarded-For`, and `X-Real-IP` if there is neither. If the header is unreadable,
/// the address of the proxy is returned.
pub(super) fn address(request: &HttpRequest, trust_proxy: bool) -> IpAddr {
    let forwarded = if trust_proxy { forwarded(request.headers()) } else { None };
    forwarded
        .unwrap_or_else(|| {
            request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip())
        })
        .to_canonical()
}

/// Returns the address as a key of rate limits: a subscriber of IPv6 has a whole /64.
pub(super) fn subscriber(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// Returns true if the request was made on this machine, under a local name, and not forwarded by a
/// proxy on it.
pub(super) fn is_local(request: &HttpRequest) -> bool {
    let passed_on = request.headers().keys().any(|name| is_forwarding(name.as_str()));
    !passed_on
        && is_asked_locally(request)
        && request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

fn is_forwarding(name: &str) -> bool {
    PASSED_ON.contains(&name) || name.starts_with(FORWARDED_PREFIX)
}

/// Returns true if the `Host` is a name of this machine. A proxy that sends no forwarding headers
/// often passes on the name under which it is known.
fn is_asked_locally(request: &HttpRequest) -> bool {
    let host =
        request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| !port.ends_with(']'))
        .map_or(host, |(name, _)| name);
    name.eq_ignore_ascii_case("localhost")
        || node(name).is_some_and(|address| address.to_canonical().is_loopback())
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = |name| headers.get_all(name).last().map(|value| value.to_str().unwrap_or_default());
    if let Some(hops) = last("x-forwarded-for") {
        return node(hops.rsplit(',').next()?);
    }
    if let Some(hops) = last("forwarded") {
        let pairs = hops.rsplit(',').next()?.split(';').filter_map(|pair| pair.split_once('='));
        return pairs
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"))
            .find_map(|(_, value)| node(value));
    }
    node(last("x-real-ip")?)
}

/// Parses an address as proxies write it: with or without a port, with or without quotes, IPv6 in
/// brackets or not.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn request(peer: [u8; 4], headers: &[(&'static str, &'static str)]) -> HttpRequest {
        let mut request = TestRequest::default().peer_addr(SocketAddr::from((peer, 40_000)));
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request = request.append_header(("Host", "127.0.0.1:8080"));
        }
        for header in headers {
            request = request.append_header(*header);
        }
        request.to_http_request()
    }

    fn forwarded_for(values: &[&'static str]) -> HttpRequest {
        let headers: Vec<_> = values.iter().map(|value| ("X-Forwarded-For", *value)).collect();
        request([10, 0, 0, 1], &headers)
    }

    #[test]
    fn only_a_trusted_proxy_names_the_client() {
        let request = forwarded_for(&["1.1.1.1", "2.2.2.2, 3.3.3.3"]);
        assert_eq!(address(&request, false), IpAddr::from([10, 0, 0, 1]));
        assert_eq!(address(&request, true), IpAddr::from([3, 3, 3, 3]));
        assert_eq!(
            address(&forwarded_for(&["3.3.3.3, unknown"]), true),
            IpAddr::from([10, 0, 0, 1])
        );
    }

    #[test]
    fn an_address_may_have_a_port() {
        let v6 = IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 7]);
        for (written, expected) in [
            ("3.3.3.3:51000", IpAddr::from([3, 3, 3, 3])),
            ("2001:db8::7", v6),
            ("[2001:db8::7]", v6),
            ("[2001:db8::7]:51000", v6),
            ("::ffff:3.3.3.3", IpAddr::from([3, 3, 3, 3])),
        ] {
            assert_eq!(address(&forwarded_for(&[written]), true), expected, "{written}");
        }
    }

    #[test]
    fn other_headers_name_the_client_where_there_is_no_x_forwarded_for() {
        let client = |headers| address(&request([10, 0, 0, 1], headers), true);
        let seven = IpAddr::from([7, 7, 7, 7]);
        assert_eq!(
            client(&[("Forwarded", "for=1.1.1.1, proto=https;For=\"7.7.7.7:4711\"")]),
            seven
        );
        assert_eq!(
            client(&[("Forwarded", "for=\"[2001:db8::7]:1\"")]),
            IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 7])
        );
        assert_eq!(client(&[("X-Real-IP", "7.7.7.7")]), seven);
        assert_eq!(client(&[("X-Real-IP", "1.1.1.1"), ("X-Forwarded-For", "7.7.7.7")]), seven);
        assert_eq!(
            client(&[("X-Real-IP", "1.1.1.1"), ("Forwarded", "for=_hidden")]),
            IpAddr::from([10, 0, 0, 1])
        );
    }

    #[test]
    fn what_a_local_proxy_passes_on_is_not_local() {
        assert!(is_local(&request([127, 0, 0, 1], &[("X-Request-Id", "a")])));
        assert!(!is_local(&request([10, 0, 0, 1], &[])));
        for own in ["localhost", "localhost:8080", "127.0.0.1", "[::1]", "[::1]:8080"] {
            assert!(is_local(&request([127, 0, 0, 1], &[("Host", own)])), "{own}");
        }
        for passed_on in [
            "wangge.example.cn",
            "wangge.example.cn:443",
            "10.0.0.7:8080",
            "localhost.example.cn",
            "",
        ] {
            assert!(!is_local(&request([127, 0, 0, 1], &[("Host", passed_on)])), "{passed_on}");
        }
        let others = ["X-Forwarded-For", "X-Forwarded-Proto"];
        for name in PASSED_ON.iter().chain(&others) {
            assert!(!is_local(&request([127, 0, 0, 1], &[(*name, "127.0.0.1")])), "{name}");
            assert!(!is_local(&request([127, 0, 0, 1], &[(*name, "unreadable")])), "{name}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_a_network() {
        let one = IpAddr::from([0x2001, 0xdb8, 0, 7, 1, 2, 3, 4]);
        let other = IpAddr::from([0x2001, 0xdb8, 0, 7, 5, 6, 7, 8]);
        assert_eq!(subscriber(one), subscriber(other));
        assert_ne!(subscriber(one), subscriber(IpAddr::from([0x2001, 0xdb8, 0, 8, 1, 2, 3, 4])));
    }
}
