//! The bars around a page: how navigation bar and tabBar look, and what part of the screen they leave to the page. Pure.
//!
//! Keys and defaults are from the WeChat and TCMPP documentation; heights are what such phones have (44 and 50 CSS pixels,
//! field reports). Values that are no colour, such as a theme file's `@name`, count as absent.

use crate::config::{TabBar, Window};
use crate::profile::{Insets, Profile};
use crate::state::{Frame, PullDown, TabBarState, TabState};

pub const NAVIGATION_BAR: u32 = 44;
pub const TAB_BAR: u32 = 50;

/// How many characters a badge has room for (WeChat documentation).
const BADGE_LENGTH: usize = 4;

/// Where a page has its tabBar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabPlace {
    Nowhere,
    Bottom,
    Top,
}

/// How a page looks by its configuration and what the mini program has changed since.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Of the navigation bar.
    pub background: String,
    pub black_text: bool,
    /// The page wants the navigation bar's place for itself.
    pub custom: bool,
    pub pull_down: PullDown,
}

impl Look {
    /// The page's own keys win over `window` of `app.json`.
    pub fn of(app: &Window, page: &Window) -> Self {
        let text = |key: fn(&Window) -> &Option<String>| key(page).as_deref().or(key(app).as_deref());
        let color_of = |key, default: &str| text(key).and_then(color).unwrap_or_else(|| default.to_owned());
        // What `hide` and `customV2` of TCMPP do beyond `custom` is not documented: taken for the same (assumed).
        let custom = matches!(text(|window| &window.navigation_style), Some("custom" | "customV2" | "hide"));
        Self {
            background: color_of(|window| &window.navigation_bar_background_color, "#000000"),
            black_text: text(|window| &window.navigation_bar_text_style) == Some("black"),
            custom,
            pull_down: PullDown {
                enabled: page.enable_pull_down_refresh.or(app.enable_pull_down_refresh).unwrap_or(false),
                refreshing: false,
                background: color_of(|window| &window.background_color, "#ffffff"),
                light_text: text(|window| &window.background_text_style) == Some("light"),
            },
        }
    }
}

/// The part of the screen a page gets, and what of the safe area reaches into it.
pub fn frame(screen: &Profile, custom: bool, tabs: TabPlace) -> Frame {
    let Insets { top: notch, right, bottom: home_bar, left } = screen.safe_area;
    let under_the_bar = screen.status_bar + NAVIGATION_BAR;
    let top = match (custom, tabs) {
        // The capsule and the tabs keep their place (assumed).
        (_, TabPlace::Top) => under_the_bar + TAB_BAR,
        (true, _) => 0,
        (false, _) => under_the_bar,
    };
    let below = if tabs == TabPlace::Bottom { TAB_BAR + home_bar } else { 0 };
    Frame {
        top,
        width: screen.width,
        // A browser cannot show a page without height.
        height: screen.height.saturating_sub(top + below).max(1),
        safe_area: [notch.saturating_sub(top), right, home_bar.saturating_sub(below), left],
    }
}

/// A colour as `#rrggbb`; `#rgb` is written out. `None`: it is none.
pub fn color(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#')?;
    if !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    match digits.len() {
        6 => Some(format!("#{digits}")),
        3 => Some(digits.chars().fold("#".to_owned(), |text, digit| format!("{text}{digit}{digit}"))),
        _ => None,
    }
}

/// The tabBar as `app.json` has it. Colours that are missing are assumed.
pub fn tab_bar(config: &TabBar) -> TabBarState {
    let color_or = |text: &Option<String>, default: &str| {
        text.as_deref().and_then(color).unwrap_or_else(|| default.to_owned())
    };
    let at_top = config.position.as_deref() == Some("top");
    let icon = |path: &Option<String>| path.as_deref().filter(|_| !at_top).map(package_path);
    let items = config.list.iter().map(|item| TabState {
        path: item.page_path.trim_start_matches('/').to_owned(),
        text: item.text.clone(),
        icon: icon(&item.icon_path),
        selected_icon: icon(&item.selected_icon_path),
        ..TabState::default()
    });
    TabBarState {
        color: color_or(&config.color, "#7f7f7f"),
        selected_color: color_or(&config.selected_color, "#07c160"),
        background: color_or(&config.background_color, "#ffffff"),
        border: border(config.border_style.as_deref()).to_owned(),
        at_top,
        items: items.collect(),
        selected: 0,
    }
}

/// `black` when it is nothing else that is known.
pub fn border(style: Option<&str>) -> &'static str {
    if style == Some("white") { "white" } else { "black" }
}

/// A path in the package, without `/` or `./` before it.
pub fn package_path(path: &str) -> String {
    path.trim_start_matches("./").trim_start_matches('/').to_owned()
}

/// What a badge shows: text that is too long becomes three dots (WeChat documentation).
pub fn badge(text: &str) -> String {
    if text.chars().count() > BADGE_LENGTH { "...".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::PRESETS;

    fn iphone() -> Profile {
        Profile::from(&PRESETS[0])
    }

    /// Top, height, then the safe area's top and bottom.
    fn edges(frame: Frame) -> [u32; 4] {
        [frame.top, frame.height, frame.safe_area[0], frame.safe_area[2]]
    }

    #[test]
    fn a_page_lies_under_the_navigation_bar() {
        let plain = frame(&Profile::default(), false, TabPlace::Nowhere);
        assert_eq!(plain, Frame { top: 68, width: 390, height: 776, safe_area: [0; 4] });
        assert_eq!(edges(frame(&iphone(), false, TabPlace::Nowhere)), [98, 754, 0, 34]);
    }

    #[test]
    fn a_tab_bar_takes_its_room_and_the_home_bar_with_it() {
        assert_eq!(edges(frame(&iphone(), false, TabPlace::Bottom)), [98, 670, 0, 0]);
        assert_eq!(edges(frame(&iphone(), false, TabPlace::Top)), [148, 704, 0, 34]);
    }

    #[test]
    fn a_custom_page_begins_at_the_top_and_keeps_the_notch() {
        assert_eq!(edges(frame(&iphone(), true, TabPlace::Nowhere)), [0, 852, 59, 34]);
        assert_eq!(edges(frame(&iphone(), true, TabPlace::Bottom)), [0, 768, 59, 0]);
    }

    #[test]
    fn a_turned_phone_has_no_status_bar_and_keeps_its_sides() {
        let turned = frame(&iphone().turned(), false, TabPlace::Nowhere);
        assert_eq!(turned, Frame { top: 44, width: 852, height: 349, safe_area: [0, 59, 21, 59] });
    }

    #[test]
    fn a_screen_that_is_too_small_still_has_a_page() {
        let tiny = Profile { height: 60, ..Profile::default() };
        assert_eq!(frame(&tiny, false, TabPlace::Bottom).height, 1);
    }

    #[test]
    fn the_page_s_keys_win_and_what_is_no_colour_is_absent() {
        let window = |text: &str| serde_json::from_str::<Window>(text).unwrap();
        let app = window(
            r##"{"navigationBarBackgroundColor": "#FFF", "navigationBarTextStyle": "black", "backgroundColor": "@page"}"##,
        );
        let page = window(
            r#"{"navigationBarTextStyle": "white", "navigationStyle": "customV2", "enablePullDownRefresh": true}"#,
        );
        let look = Look::of(&app, &page);
        assert_eq!((look.background.as_str(), look.black_text, look.custom), ("#ffffff", false, true));
        assert_eq!((look.pull_down.background.as_str(), look.pull_down.enabled), ("#ffffff", true));
        assert_eq!(Look::of(&Window::default(), &Window::default()).background, "#000000");
        for text in ["red", "#12345", "#gggggg", "", "#", "#ééé"] {
            assert_eq!(color(text), None, "{text}");
        }
    }
}
