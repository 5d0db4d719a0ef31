//! Where a request comes from.

use actix_web::HttpRequest;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const FORWARDED: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// The address of the client. Behind a trusted proxy it is what that proxy added last to `X-Forwarded-For`; whatever
/// stands before was written by the client.
pub(super) fn address(request: &HttpRequest, trust_proxy: bool) -> IpAddr {
    let forwarded = || {
        let value = request.headers().get_all(FORWARDED[0]).last()?.to_str().ok()?;
        value.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    forwarded().filter(|_| trust_proxy).unwrap_or_else(peer).to_canonical()
}

/// The address as a key of rate limits: one subscriber of IPv6 has a whole /64.
pub(super) fn subscriber(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// Whether the request was made on this machine and not passed on by a proxy on it.
pub(super) fn is_local(request: &HttpRequest) -> bool {
    let passed_on = FORWARDED.iter().any(|name| request.headers().contains_key(*name));
    !passed_on && request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use std::net::SocketAddr;

    fn from(peer: [u8; 4], forwarded: &[&'static str]) -> HttpRequest {
        let mut request = TestRequest::default().peer_addr(SocketAddr::from((peer, 40_000)));
        for value in forwarded {
            request = request.append_header(("X-Forwarded-For", *value));
        }
        request.to_http_request()
    }

    #[test]
    fn only_a_trusted_proxy_names_the_client() {
        let request = from([10, 0, 0, 1], &["1.1.1.1", "2.2.2.2, 3.3.3.3"]);
        assert_eq!(address(&request, false), IpAddr::from([10, 0, 0, 1]));
        assert_eq!(address(&request, true), IpAddr::from([3, 3, 3, 3]));
        assert_eq!(address(&from([10, 0, 0, 1], &["unknown"]), true), IpAddr::from([10, 0, 0, 1]));
    }

    #[test]
    fn what_a_local_proxy_passes_on_is_not_local() {
        assert!(is_local(&from([127, 0, 0, 1], &[])));
        assert!(!is_local(&from([127, 0, 0, 1], &["1.1.1.1"])));
        assert!(!is_local(&from([10, 0, 0, 1], &[])));
    }

    #[test]
    fn a_subscriber_of_ipv6_is_a_network() {
        let one = IpAddr::from([0x2001, 0xdb8, 0, 7, 1, 2, 3, 4]);
        let other = IpAddr::from([0x2001, 0xdb8, 0, 7, 5, 6, 7, 8]);
        assert_eq!(subscriber(one), subscriber(other));
        assert_ne!(subscriber(one), subscriber(IpAddr::from([0x2001, 0xdb8, 0, 8, 1, 2, 3, 4])));
    }
}
