//! Who may ask: only the page of this program, opened by the person who started it.

use hyper::header::{COOKIE, HOST, HeaderMap, ORIGIN};
use hyper::{Method, Uri};

use crate::platform;

/// The keys of one window.
#[derive(Debug)]
pub struct Keys {
    /// `127.0.0.1:49152`
    authority: String,
    /// What every path begins with. It keeps the cookie from other programs of this machine: browsers send cookies
    /// to every port of a host, but not to paths that they were not set for.
    prefix: String,
    /// What the first address carries.
    entry: String,
    /// What the cookie carries from then on.
    secret: String,
}

/// What a request may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// The first visit, which gets the cookie.
    First,
    /// The page.
    Page,
    /// Not for this program's page: another host, another page's request.
    Foreign,
    /// Without the token, or with a wrong one.
    Stranger,
    /// No such address.
    Nowhere,
}

const COOKIE_NAME: &str = "juesuan";

impl Keys {
    /// New keys for a port.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn new(port: u16) -> std::io::Result<Keys> {
        let (path, entry, secret) = (platform::token()?, platform::token()?, platform::token()?);
        Ok(Keys {
            authority: format!("127.0.0.1:{port}"),
            prefix: format!("/{}", &path[..16]),
            entry,
            secret,
        })
    }

    /// The first address.
    pub fn first_address(&self) -> String {
        format!("http://{}{}/?t={}", self.authority, self.prefix, self.entry)
    }

    /// The page's own address, on this host.
    pub fn home(&self) -> String {
        format!("{}/", self.prefix)
    }

    /// The cookie of the first visit.
    pub fn cookie(&self) -> String {
        format!("{COOKIE_NAME}={}; Path={}/; HttpOnly; SameSite=Strict", self.secret, self.prefix)
    }

    /// The part of a path behind the prefix: `/document`.
    pub fn way<'u>(&self, uri: &'u Uri) -> Option<&'u str> {
        uri.path().strip_prefix(&self.prefix).filter(|way| way.starts_with('/'))
    }

    /// Who asks. `open` says whether the first address may still be used.
    pub fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap, open: bool) -> Visit {
        // A name that was made to mean this machine (DNS rebinding) is not this host.
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().filter(|_| hosts.next().is_none());
        if host.is_none_or(|host| host.as_bytes() != self.authority.as_bytes()) {
            return Visit::Foreign;
        }
        let origin = format!("http://{}", self.authority);
        let of_ours = |value: &hyper::header::HeaderValue| value.as_bytes() == origin.as_bytes();
        let from = headers.get(ORIGIN);
        let same_site = headers.get("sec-fetch-site").is_none_or(|site| {
            site.as_bytes() == b"same-origin" || *method == Method::GET && site.as_bytes() == b"none"
        });
        let Some(way) = self.way(uri) else { return Visit::Nowhere };
        // The browser may come from the file manager, a link, anywhere: the first address is a visit by its token alone.
        if *method == Method::GET && way == "/" && open && uri.query().is_some_and(|q| self.is_entry(q)) {
            return Visit::First;
        }
        let reads = *method == Method::GET;
        if from.is_some_and(|from| !of_ours(from)) || !reads && from.is_none() || !same_site {
            return Visit::Foreign;
        }
        if self.has_cookie(headers) { Visit::Page } else { Visit::Stranger }
    }

    fn is_entry(&self, query: &str) -> bool {
        query.strip_prefix("t=").is_some_and(|token| same(token, &self.entry))
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(name, value)| name == COOKIE_NAME && same(value, &self.secret))
    }
}

/// Whether two words are the same, in a time that does not tell how far they are.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(keys: &Keys, method: &str, path: &str, headers: &[(&str, &str)], open: bool) -> Visit {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: hyper::header::HeaderName = name.parse().expect("a name");
            map.append(name, value.parse().expect("a value"));
        }
        let uri = path.parse().expect("a path");
        keys.judge(&method.parse().expect("a method"), &uri, &map, open)
    }

    #[test]
    fn only_the_page_itself_gets_in() {
        let keys = Keys::new(4000).expect("keys");
        let home = keys.home();
        let cookie = keys.cookie();
        let cookie = cookie.split(';').next().expect("a pair");
        let host = ("host", "127.0.0.1:4000");
        let own = ("origin", "http://127.0.0.1:4000");
        let entry = format!("{home}?t={}", keys.entry);
        let with = ("cookie", cookie);
        for (method, path, headers, open, visit) in [
            ("GET", entry.as_str(), &[host] as &[_], true, Visit::First),
            ("GET", &entry, &[host], false, Visit::Stranger),
            ("GET", &entry, &[("host", "juesuan.example:4000")], true, Visit::Foreign),
            ("GET", &entry, &[host, host], true, Visit::Foreign),
            ("GET", &entry, &[], true, Visit::Foreign),
            ("GET", &home, &[host, with], false, Visit::Page),
            ("GET", &home, &[host, ("cookie", "a=b; juesuan=0")], false, Visit::Stranger),
            ("GET", &home, &[host], false, Visit::Stranger),
            ("GET", "/", &[host, with], false, Visit::Nowhere),
            ("GET", "/../etc/passwd", &[host, with], false, Visit::Nowhere),
            ("POST", &home, &[host, with, own], false, Visit::Page),
            ("POST", &home, &[host, with], false, Visit::Foreign),
            ("POST", &home, &[host, with, ("origin", "null")], false, Visit::Foreign),
            ("POST", &home, &[host, with, ("origin", "http://127.0.0.1:4001")], false, Visit::Foreign),
            ("POST", &home, &[host, own], false, Visit::Stranger),
            ("POST", &entry, &[host, own], true, Visit::Stranger),
            ("GET", &home, &[host, with, ("origin", "http://a.example")], false, Visit::Foreign),
            ("GET", &home, &[host, with, ("sec-fetch-site", "same-site")], false, Visit::Foreign),
            ("GET", &home, &[host, with, ("sec-fetch-site", "none")], false, Visit::Page),
            ("POST", &home, &[host, with, own, ("sec-fetch-site", "cross-site")], false, Visit::Foreign),
        ] {
            assert_eq!(judge(&keys, method, path, headers, open), visit, "{method} {path} {headers:?}");
        }
        let other = Keys::new(4000).expect("keys");
        assert_ne!((&keys.prefix, &keys.entry, &keys.secret), (&other.prefix, &other.entry, &other.secret));
    }
}
