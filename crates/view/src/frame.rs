//! Where a page is on the screen: its size and what of the safe area reaches into it, as commands to one target.

use sampan_engine::profile::Profile;
use sampan_engine::state::Frame;
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::web_view::WebView;

/// Height of the navigation bar in CSS pixels (WeChat's and TCMPP's, seen).
const NAVIGATION_BAR: u32 = 44;

/// A screen and the place of a page on it: what a target has been told last.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Fit {
    pub profile: Profile,
    /// `None` as long as nobody has said it: most pages are then right already.
    pub frame: Option<Frame>,
}

impl Fit {
    /// Between the status bar and navigation bar at the top and the screen's other edges.
    fn frame(&self) -> Frame {
        self.frame.unwrap_or_else(|| {
            let Profile { width, height, status_bar, safe_area, .. } = self.profile;
            let top = status_bar + NAVIGATION_BAR;
            let safe_area = [0, safe_area.right, safe_area.bottom, safe_area.left];
            Frame { top, width, height: height.saturating_sub(top), safe_area }
        })
    }

    pub fn commands(&self) -> [(&'static str, Value); 2] {
        let (profile, frame) = (&self.profile, self.frame());
        let turned = profile.width > profile.height;
        let (orientation, angle) = if turned { ("landscapePrimary", 90) } else { ("portraitPrimary", 0) };
        let metrics = json!({
            "width": frame.width, "height": frame.height, "deviceScaleFactor": profile.pixel_ratio, "mobile": true,
            "screenWidth": profile.width, "screenHeight": profile.height,
            "screenOrientation": { "type": orientation, "angle": angle },
        });
        let [top, right, bottom, left] = frame.safe_area;
        let insets = json!({ "insets": {
            "top": top, "topMax": top, "right": right, "rightMax": right,
            "bottom": bottom, "bottomMax": bottom, "left": left, "leftMax": left,
        } });
        [("Emulation.setDeviceMetricsOverride", metrics), ("Emulation.setSafeAreaInsetsOverride", insets)]
    }

    /// Whether a target that was told `self` must be told `other`.
    fn looks_like(&self, other: &Self) -> bool {
        let screen = |fit: &Self| (fit.profile.width, fit.profile.height, fit.profile.pixel_ratio);
        self.frame() == other.frame() && screen(self) == screen(other)
    }
}

/// Tells the target what has changed; what comes back are the commands, sent already.
pub(crate) fn change<T>(
    view: &WebView,
    change: impl FnOnce(&mut Fit),
    mut send: impl FnMut(&'static str, &Value) -> T,
) -> Vec<T> {
    let mut state = view.state();
    let before = state.fit.clone();
    change(&mut state.fit);
    if state.fit.looks_like(&before) {
        return Vec::new();
    }
    // Sent under the lock: of two changes the later one must be the last that the browser hears of.
    state.fit.commands().iter().map(|(method, params)| send(method, params)).collect()
}

pub(crate) fn resize(hub: &Hub, view: &WebView, frame: Frame) {
    change(
        view,
        |fit| fit.frame = Some(frame),
        |method, params| hub.cdp.send(Some(&view.session), method, params),
    );
}

/// What comes to the front for the first time is drawn in its window's size, whatever it was told before; a document that
/// was loaded ahead would stay so.
pub(crate) fn tell_again(hub: &Hub, view: &WebView) {
    let state = view.state();
    for (method, params) in state.fit.commands() {
        hub.cdp.send(Some(&view.session), method, &params);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_told_no_place_is_below_the_bars() {
        let fit = Fit::default();
        assert_eq!(fit.frame(), Frame { top: 68, width: 390, height: 776, safe_area: [0; 4] });
        let told = Fit { frame: Some(fit.frame()), ..Fit::default() };
        assert!(told.looks_like(&fit), "the usual place is no change");
        let turned = Fit { profile: Profile::default().turned(), frame: None };
        assert!(!turned.looks_like(&fit));
    }
}
