//! Which address a web-view may show and which origin may call; and, when not, which rule said so.
//!
//! Addresses are compared by scheme, host and port after the URL standard's own parsing, never by text: that is
//! what keeps out `good.com.evil.com`, `good.com@evil.com` and their relatives.

use std::net::IpAddr;

use url::{Host, Url};

use crate::config::Domains;

/// The domain rules of one mini program.
#[derive(Clone, Debug, Default)]
pub struct DomainPolicy {
    /// `None`: no list, everything on http and https is allowed.
    allow: Option<Vec<Rule>>,
    block: Vec<Rule>,
    /// The mini program's own origin for packaged pages: always allowed.
    local_origin: String,
    /// What the mini program's own code may reach, a list a [`Purpose`]. `None`: everything that is secure.
    net: [Option<Vec<Rule>>; 4],
    /// `urlCheck` is false: what is insecure as well.
    unchecked: bool,
}

/// What the mini program's own code reaches the network for; each has its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Request,
    Upload,
    Download,
    Socket,
}

impl Purpose {
    /// The key in `[domains]`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Upload => "upload_file",
            Self::Download => "download_file",
            Self::Socket => "socket",
        }
    }

    /// The secure scheme and the other.
    fn schemes(self) -> (&'static str, &'static str) {
        if self == Self::Socket { ("wss", "ws") } else { ("https", "http") }
    }
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

    /// The rules of a mini program's `[domains]`. `checked`: its `urlCheck`.
    pub fn of(local_origin: &str, domains: Option<&Domains>, checked: bool) -> Result<Self, String> {
        let Some(domains) = domains.filter(|_| checked) else {
            return Ok(Self { unchecked: !checked, ..Self::open(local_origin) });
        };
        let net = |purpose: Purpose, list: &Option<Vec<String>>| {
            let parse = |entry: &String| Rule::of(entry, purpose.schemes());
            list.as_ref().map(|list| list.iter().map(parse).collect::<Result<Vec<_>, _>>()).transpose()
        };
        Ok(Self {
            net: [
                net(Purpose::Request, &domains.request)?,
                net(Purpose::Upload, &domains.upload_file)?,
                net(Purpose::Download, &domains.download_file)?,
                net(Purpose::Socket, &domains.socket)?,
            ],
            ..Self::new(local_origin, domains.web_view.as_deref(), &domains.block)?
        })
    }

    /// Whether the mini program's own code may reach an address. The error says which rule says no, and what would allow it.
    pub fn check_net(&self, purpose: Purpose, url: &Url) -> Result<(), String> {
        let (secure, plain) = purpose.schemes();
        if url.scheme() != secure && url.scheme() != plain {
            return Err(format!("{} goes to {secure}, not {}:", purpose.key(), url.scheme()));
        }
        if is_local_name(url) {
            return Err("packaged files are served to web-views only".to_owned());
        }
        if let Some(rule) = self.block.iter().find(|rule| rule.covers(&as_web(url))) {
            return Err(format!("{rule} is on the list [domains] block"));
        }
        let origin = url.origin().ascii_serialization();
        match &self.net[purpose as usize] {
            _ if self.unchecked => Ok(()),
            Some(list) if list.iter().any(|rule| rule.covers(url)) => Ok(()),
            Some(_) => Err(format!(
                "{origin} is not on the list [domains] {key}; to allow it, add \"{origin}\" to {key} in sampan.toml",
                key = purpose.key()
            )),
            None if url.scheme() == secure || is_loopback(url) => Ok(()),
            None => Err(format!(
                "{origin} is not secure; use {secure}, or add \"{origin}\" to {key} below [domains] in sampan.toml, or set \
                 \"urlCheck\": false in project.config.json",
                key = purpose.key()
            )),
        }
    }

    /// Whether a name that passed [`DomainPolicy::check_net`] may lead to this address. A name on a list stands for its own
    /// servers: one that leads to this machine would reach what the list keeps out.
    pub fn check_address(&self, name: &str, address: IpAddr) -> Result<(), String> {
        let address = address.to_canonical();
        let host: Host<String> = match address {
            IpAddr::V4(address) => Host::Ipv4(address),
            IpAddr::V6(address) => Host::Ipv6(address),
        };
        if self.block.iter().any(|rule| rule.host == host) {
            return Err(format!("{name} leads to {address}, which is on the list [domains] block"));
        }
        let lists = self.net.iter().flatten();
        let mut hosts = lists.clone().flatten().map(|rule| &rule.host);
        let is_own = name == "localhost" || name.ends_with(".localhost");
        if lists.count() == 0 || is_own || !is_this_machine(address) {
            return Ok(());
        }
        let is_listed = |listed: &Host<String>| *listed == host || is_local_host(listed);
        if hosts.any(is_listed) {
            return Ok(());
        }
        Err(format!(
            "{name} leads to {address}, this machine, which is on no list of [domains]; to allow it, add \
             \"http://{address}\" to a list in sampan.toml"
        ))
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
            ..Self::default()
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

/// A socket's address as the page's of the same server.
fn as_web(url: &Url) -> Url {
    let text = url.as_str();
    let web = text.strip_prefix("ws").map(|rest| format!("http{rest}"));
    web.and_then(|web| Url::parse(&web).ok()).unwrap_or_else(|| url.clone())
}

fn is_loopback(url: &Url) -> bool {
    url.host().is_some_and(|host| is_local_host(&host.to_owned()))
}

fn is_local_host(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Addresses that lead back here, or to what only this machine's own network card answers.
fn is_this_machine(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_link_local()
                || address.octets()[0] == 0
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unspecified() || address.is_unicast_link_local()
        }
    }
}

impl Rule {
    fn parse(entry: &str) -> Result<Self, String> {
        Self::of(entry, ("https", "http"))
    }

    /// `schemes`: the one that is meant when none is written, and the other.
    fn of(entry: &str, (usual, other): (&str, &str)) -> Result<Self, String> {
        let text = if entry.contains("://") { entry.to_owned() } else { format!("{usual}://{entry}") };
        let wrong = |why: &str| {
            format!(
                "[domains] \"{entry}\": {why}; write a host or an origin, e.g. \"{usual}://shop.example\""
            )
        };
        let url = Url::parse(&text).map_err(|e| wrong(&e.to_string()))?;
        if url.scheme() != usual && url.scheme() != other {
            return Err(wrong(&format!("only {other} and {usual} can be allowed here")));
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

    fn domains(text: &str) -> DomainPolicy {
        let config = crate::config::parse_toml("sampan.toml", text).unwrap();
        DomainPolicy::of("https://mp1.sampan.localhost", config.domains.as_ref(), true).unwrap()
    }

    fn net(policy: &DomainPolicy, purpose: Purpose, url: &str) -> Result<(), String> {
        policy.check_net(purpose, &Url::parse(url).unwrap())
    }

    #[test]
    fn each_purpose_has_its_list() {
        let policy = domains(
            "[domains]\nrequest = [\"api.example\", \"http://10.0.0.5:8080\"]\nsocket = [\"chat.example\"]\nblock = [\"bad.example\"]",
        );
        for good in ["https://api.example/x?y", "https://API.example:443/", "http://10.0.0.5:8080/"] {
            assert_eq!(net(&policy, Purpose::Request, good), Ok(()), "{good}");
        }
        for bad in [
            "http://api.example/",
            "https://api.example:8443/",
            "https://sub.api.example/",
            "https://api.example.evil.example/",
            "https://api.example@evil.example/",
            "https://chat.example/",
            "http://localhost:1/",
            "http://127.0.0.1:1/",
            "https://mp1.sampan.localhost/h5/x",
            "file:///etc/passwd",
            "wss://api.example/",
        ] {
            assert!(net(&policy, Purpose::Request, bad).is_err(), "{bad}");
        }
        let why = net(&policy, Purpose::Request, "https://other.example/").unwrap_err();
        assert_eq!(
            why,
            "https://other.example is not on the list [domains] request; to allow it, add \"https://other.example\" to request in sampan.toml"
        );
        assert_eq!(net(&policy, Purpose::Socket, "wss://chat.example/room"), Ok(()));
        assert!(net(&policy, Purpose::Socket, "ws://chat.example/room").is_err());
        // Without a list: what is secure, and this machine.
        assert_eq!(net(&policy, Purpose::Download, "https://cdn.example/"), Ok(()));
        assert_eq!(net(&policy, Purpose::Download, "http://127.0.0.1:8080/"), Ok(()));
        assert!(net(&policy, Purpose::Download, "http://cdn.example/").unwrap_err().contains("urlCheck"));
        assert!(net(&policy, Purpose::Download, "https://bad.example/").unwrap_err().contains("block"));
    }

    #[test]
    fn without_the_check_everything_goes() {
        let policy = DomainPolicy::of("https://x", None, false).unwrap();
        assert_eq!(net(&policy, Purpose::Request, "http://anything.example/"), Ok(()));
        assert!(net(&policy, Purpose::Request, "ftp://anything.example/").is_err());
    }

    #[test]
    fn a_listed_name_leads_to_no_machine_that_is_not() {
        let address = |policy: &DomainPolicy, name, ip: &str| policy.check_address(name, ip.parse().unwrap());
        let listed = domains("[domains]\nrequest = [\"api.example\"]\nblock = [\"http://10.0.0.9\"]");
        for bad in
            ["127.0.0.1", "127.8.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1"]
        {
            assert!(address(&listed, "api.example", bad).unwrap_err().contains("this machine"), "{bad}");
        }
        assert_eq!(address(&listed, "api.example", "10.0.0.1"), Ok(()));
        assert!(address(&listed, "api.example", "10.0.0.9").unwrap_err().contains("block"));
        assert_eq!(address(&listed, "localhost", "127.0.0.1"), Ok(()));
        let own = domains("[domains]\nrequest = [\"api.example\", \"http://127.0.0.1:8080\"]");
        assert_eq!(address(&own, "api.example", "127.0.0.1"), Ok(()));
        assert_eq!(address(&domains(""), "api.example", "127.0.0.1"), Ok(()));
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
