//! What the device says is what the browser says: position, network, language, time zone, theme, as commands to one target.
//! Its screen is told in `frame`.

use sampan_engine::device::{Network, Position, Speed};
use sampan_engine::view::{AppView, Environment};
use serde_json::{Value, json};

use crate::frame;
use crate::hub::Hub;
use crate::web_view::WebView;

type Command = (&'static str, Value);

/// For a target that knows nothing yet.
pub(crate) fn first(hub: &Hub, app: &AppView, environment: &Environment) -> Vec<Command> {
    let mut commands = common(hub, app, environment);
    if is_limited(environment.network) || hub.report_requests {
        commands.push(network_on());
        commands.push(conditions(environment.network));
    }
    commands
}

/// Tells a target whatever it knew before.
pub(crate) fn change(hub: &Hub, view: &WebView, environment: &Environment) {
    let profile = environment.profile.clone();
    frame::change(
        view,
        |fit| fit.profile = profile,
        |method, params| hub.cdp.send(Some(&view.session), method, params),
    );
    let mut commands = common(hub, &view.app, environment);
    // `Network.enable` makes the browser report every request, so it is on only where the limits or the reports
    // need it. Without it the
    // page would believe the conditions, but its requests would not feel them.
    let needed = is_limited(environment.network) || hub.report_requests;
    if needed {
        commands.push(network_on());
    }
    commands.push(conditions(environment.network));
    if !needed {
        commands.push(("Network.disable", json!({})));
    }
    for (method, params) in commands {
        hub.cdp.send(Some(&view.session), method, &params);
    }
}

/// Whether the pages of the browser context may ask for their position at all. A web page cannot tell a phone that is
/// switched off from a person who says no.
pub(crate) fn permit(hub: &Hub, context: &str, environment: &Environment) {
    let setting = if environment.position.is_some() { "granted" } else { "denied" };
    let params = json!({
        "permission": { "name": "geolocation" }, "setting": setting, "browserContextId": context,
    });
    hub.cdp.send(None, "Browser.setPermission", &params);
}

/// The browser keeps no bodies: nobody asks for them here, and developer tools have a session of their own.
fn network_on() -> Command {
    ("Network.enable", json!({ "maxTotalBufferSize": 1, "maxResourceBufferSize": 1 }))
}

fn is_limited(network: Network) -> bool {
    network == Network::None || network.speed().is_some()
}

fn common(hub: &Hub, app: &AppView, environment: &Environment) -> Vec<Command> {
    let scheme = match environment.dark {
        Some(true) => "dark",
        Some(false) => "light",
        None => "",
    };
    let mut agent = json!({ "userAgent": environment.profile.user_agent(hub.major_version(), &app.app) });
    if let Some(language) = &environment.language {
        agent["acceptLanguage"] = language.as_str().into();
    }
    let locale = match &environment.language {
        Some(language) => json!({ "locale": language }),
        None => json!({}),
    };
    let zone = environment.time_zone.as_deref().unwrap_or_default();
    vec![
        ("Emulation.setUserAgentOverride", agent),
        ("Emulation.setLocaleOverride", locale),
        ("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })),
        (
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        ),
        ("Emulation.setGeolocationOverride", environment.position.as_ref().map_or_else(|| json!({}), place)),
    ]
}

fn place(position: &Position) -> Value {
    json!({
        "latitude": position.latitude, "longitude": position.longitude, "accuracy": position.accuracy,
        "altitude": position.altitude, "speed": position.speed,
    })
}

fn conditions(network: Network) -> Command {
    let speed = network.speed().unwrap_or(Speed { down: -1.0, up: -1.0, latency: 0.0 });
    let kind = match network {
        Network::Wifi => Some("wifi"),
        Network::None => Some("none"),
        Network::G2 => Some("cellular2g"),
        Network::G3 => Some("cellular3g"),
        Network::G4 | Network::G5 => Some("cellular4g"),
        Network::Unknown => None,
    };
    let mut params = json!({
        "offline": network == Network::None, "latency": speed.latency,
        "downloadThroughput": speed.down, "uploadThroughput": speed.up,
    });
    if let Some(kind) = kind {
        params["connectionType"] = kind.into();
    }
    ("Network.emulateNetworkConditions", params)
}
