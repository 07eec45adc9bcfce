//! Which address a web-view may show and which origin may call; and, when not, which rule said so.
//!
//! Addresses are compared by scheme, host and port after the URL standard's own parsing, never by text: that is
//! what keeps out `good.com.evil.com`, `good.com@evil.com` and their relatives.

use url::{Host, Url};

/// The domain rules of one mini program.
#[derive(Clone, Debug, Default)]
pub struct DomainPolicy {
    /// `None`: no list, everything on http and https is allowed.
    allow: Option<Vec<Rule>>,
    block: Vec<Rule>,
    /// The mini program's own origin for packaged pages: always allowed.
    local_origin: String,
}

/// `https://host[:port]`; written without a scheme it means https.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    scheme: String,
    host: Host<String>,
    port: Option<u16>,
}

impl DomainPolicy {
    /// Everything allowed, except what no web-view may show.
    pub fn open(local_origin: &str) -> Self {
        Self { local_origin: local_origin.to_owned(), ..Self::default() }
    }

    /// Rules from a configuration. An entry that is more than an origin (a path, a query, a fragment, a wildcard) is
    /// an error, never ignored: a rule that silently means something else is worse than none.
    pub fn new(local_origin: &str, allow: Option<&[String]>, block: &[String]) -> Result<Self, String> {
        let parse =
            |list: &[String]| list.iter().map(|entry| Rule::parse(entry)).collect::<Result<Vec<_>, _>>();
        Ok(Self {
            allow: allow.map(parse).transpose()?,
            block: parse(block)?,
            local_origin: local_origin.to_owned(),
        })
    }

    /// Whether a list restricts anything.
    pub fn is_open(&self) -> bool {
        self.allow.is_none()
    }

    /// Whether a web-view may show this address, or a page of this origin may call. The error names the rule.
    pub fn check(&self, address: &str) -> Result<(), String> {
        let url = Url::parse(address).map_err(|e| format!("not a URL: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("a web-view shows http and https only, not {}:", url.scheme()));
        }
        if url.origin().ascii_serialization() == self.local_origin {
            return Ok(());
        }
        if is_local_name(&url) {
            return Err("a packaged page belongs to another mini program".to_owned());
        }
        if let Some(rule) = self.block.iter().find(|rule| rule.covers(&url)) {
            return Err(format!("{rule} is on the list [domains] block"));
        }
        match &self.allow {
            Some(list) if !list.iter().any(|rule| rule.covers(&url)) => {
                Err(format!("{} is not on the list [domains] web_view", url.origin().ascii_serialization()))
            }
            _ => Ok(()),
        }
    }
}

/// The name space of packaged pages (see `Package::local_origin`).
fn is_local_name(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "sampan.localhost" || host.ends_with(".sampan.localhost"))
}

impl Rule {
    fn parse(entry: &str) -> Result<Self, String> {
        let text = if entry.contains("://") { entry.to_owned() } else { format!("https://{entry}") };
        let wrong = |why: &str| {
            format!("[domains] \"{entry}\": {why}; write a host or an origin, e.g. \"https://shop.example\"")
        };
        let url = Url::parse(&text).map_err(|e| wrong(&e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("only http and https can be allowed"));
        }
        let bare =
            url.path() == "/" && !text.trim_start_matches(&format!("{}://", url.scheme())).contains('/');
        if !bare || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("a path, query or fragment would be ignored"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("a user name or password would be ignored"));
        }
        let host = url.host().ok_or_else(|| wrong("it has no host"))?.to_owned();
        if host.to_string().contains('*') {
            return Err(wrong("wildcards are not supported, list each host"));
        }
        Ok(Self { scheme: url.scheme().to_owned(), host, port: url.port_or_known_default() })
    }

    fn covers(&self, url: &Url) -> bool {
        url.scheme() == self.scheme
            && url.host().is_some_and(|host| host.to_owned() == self.host)
            && url.port_or_known_default() == self.port
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(allow: &[&str]) -> DomainPolicy {
        let allow: Vec<String> = allow.iter().map(|s| (*s).to_owned()).collect();
        DomainPolicy::new("https://mp1.sampan.localhost", Some(&allow), &[]).unwrap()
    }

    #[test]
    fn look_alikes_are_refused() {
        let policy = policy(&["good.com"]);
        for bad in [
            "https://good.com.evil.com/",
            "https://evilgood.com/",
            "https://good.com@evil.com/",
            "https://good.com%2eevil.com/",
            "https://good.com./",
            "https://good.com:8443/",
            "http://good.com/",
            "https://good.com\\@evil.com/x",
            "https://sub.good.com/",
            "https://xn--good-com.com/",
            "https://127.0.0.1.evil.com/",
            "https://mp1.sampan.localhost.evil.com/",
            "https://mp2.sampan.localhost/",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "view-source:https://good.com/",
            "blob:https://good.com/1",
            "not a url",
        ] {
            // `good.com\@evil.com` has host good.com in the URL standard, as in the browser.
            let expected_ok = bad.contains('\\');
            assert_eq!(policy.check(bad).is_ok(), expected_ok, "{bad}");
        }
        for good in
            ["https://good.com/", "https://GOOD.com/a?b#c", "https://good.com:443/", "https://go\tod.com/"]
        {
            assert_eq!(policy.check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_own_origin_is_allowed_and_block_wins() {
        let allow = ["good.com".to_owned(), "bad.com".to_owned()];
        let policy =
            DomainPolicy::new("https://mp1.sampan.localhost", Some(&allow), &["bad.com".to_owned()]).unwrap();
        assert_eq!(policy.check("https://mp1.sampan.localhost/distH5/index.html"), Ok(()));
        assert!(policy.check("https://bad.com/").unwrap_err().contains("block"));
    }

    #[test]
    fn entries_that_mean_more_than_an_origin_are_errors() {
        for entry in ["https://good.com/path", "good.com/", "good.com?x", "*.good.com", "ftp://good.com", ""]
        {
            let list = [entry.to_owned()];
            assert!(DomainPolicy::new("https://x", Some(&list), &[]).is_err(), "{entry}");
        }
    }
}
