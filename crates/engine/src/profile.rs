//! How the phone that is played looks to a page: screen, user agent, language and theme, as data.
//!
//! A number marked "published" is from the maker's specification; "assumed" ones are what such phones usually report
//! and no page should depend on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::AppId;

/// A phone. The default is a plain Android phone, because the engine that shows the pages is Android's.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Width and height in CSS pixels.
    pub width: u32,
    pub height: u32,
    pub pixel_ratio: f64,
    /// What the screen's rounded corners, camera and home bar leave free, as distances from its edges.
    pub safe_area: Insets,
    /// Height of the status bar in CSS pixels.
    pub status_bar: u32,
    /// Put in the place of the browser's own platform part, e.g. `Linux; Android 14; Pixel 8`.
    pub platform: String,
    pub brand: String,
    pub model: String,
    /// `Android 14`, `iOS 17.5`.
    pub system: String,
    /// A language tag, e.g. `zh-CN`. Absent: the browser's own.
    pub language: Option<String>,
    pub theme: Theme,
    /// A zone of the time-zone database, e.g. `Asia/Shanghai`. Absent: the machine's.
    pub time_zone: Option<String>,
    /// Also announce WeChat (`MicroMessenger/8.0.x`), for pages written for WeChat or uni-app.
    pub announce_wechat: bool,
}

/// Distances from the edges of the screen, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Insets {
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
    pub left: u32,
}

/// The colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// A phone that can be named.
#[derive(Debug, PartialEq)]
pub struct Preset {
    pub name: &'static str,
    /// Portrait, in CSS pixels.
    screen: (u32, u32, f64),
    /// Top and bottom of the safe area in portrait, and the status bar.
    edges: (u32, u32, u32),
    platform: &'static str,
    brand: &'static str,
    model: &'static str,
    system: &'static str,
}

/// The phones, in the order they are listed to people.
pub const PRESETS: [Preset; 8] = [
    Preset {
        name: "iphone-15",
        // Published: 1179 x 2556 pixels at 3. Assumed: edges.
        screen: (393, 852, 3.0),
        edges: (59, 34, 54),
        platform: "iPhone; CPU iPhone OS 17_5 like Mac OS X",
        brand: "iPhone",
        model: "iPhone 15",
        system: "iOS 17.5",
    },
    Preset {
        name: "iphone-15-pro-max",
        // Published: 1290 x 2796 pixels at 3. Assumed: edges.
        screen: (430, 932, 3.0),
        edges: (59, 34, 54),
        platform: "iPhone; CPU iPhone OS 17_5 like Mac OS X",
        brand: "iPhone",
        model: "iPhone 15 Pro Max",
        system: "iOS 17.5",
    },
    Preset {
        name: "iphone-se",
        // Published (third generation): 750 x 1334 pixels at 2. Assumed: edges.
        screen: (375, 667, 2.0),
        edges: (20, 0, 20),
        platform: "iPhone; CPU iPhone OS 17_5 like Mac OS X",
        brand: "iPhone",
        model: "iPhone SE",
        system: "iOS 17.5",
    },
    Preset {
        name: "ipad-mini",
        // Published (sixth generation): 1488 x 2266 pixels at 2. Assumed: edges.
        screen: (744, 1133, 2.0),
        edges: (24, 20, 24),
        platform: "iPad; CPU OS 17_5 like Mac OS X",
        brand: "iPad",
        model: "iPad mini",
        system: "iPadOS 17.5",
    },
    Preset {
        name: "pixel-8",
        // Published: 1080 x 2400 pixels. Assumed: the density 420 and with it the ratio; edges.
        screen: (412, 915, 2.625),
        edges: (32, 0, 32),
        platform: "Linux; Android 14; Pixel 8",
        brand: "google",
        model: "Pixel 8",
        system: "Android 14",
    },
    Preset {
        name: "pixel-8-pro",
        // Published: 1344 x 2992 pixels. Assumed: the density 480 and with it the ratio; edges.
        screen: (448, 997, 3.0),
        edges: (32, 0, 32),
        platform: "Linux; Android 14; Pixel 8 Pro",
        brand: "google",
        model: "Pixel 8 Pro",
        system: "Android 14",
    },
    Preset {
        name: "galaxy-s24",
        // Published: 1080 x 2340 pixels. Assumed: the density 480 and with it the ratio; edges.
        screen: (360, 780, 3.0),
        edges: (32, 0, 32),
        platform: "Linux; Android 14; SM-S921B",
        brand: "samsung",
        model: "SM-S921B",
        system: "Android 14",
    },
    Preset {
        name: "huawei-mate-60",
        // Published: 1216 x 2688 pixels. Assumed: the ratio, edges, and that HarmonyOS 4 says Android 12.
        screen: (360, 796, 3.375),
        edges: (36, 0, 36),
        platform: "Linux; Android 12; BRA-AL00",
        brand: "HUAWEI",
        model: "BRA-AL00",
        system: "Android 12",
    },
];

impl Default for Profile {
    fn default() -> Self {
        Self {
            width: 390,
            height: 844,
            pixel_ratio: 2.0,
            safe_area: Insets::default(),
            status_bar: 24,
            platform: "Linux; Android 14; Sampan".to_owned(),
            brand: "Sampan".to_owned(),
            model: "Sampan".to_owned(),
            system: "Android 14".to_owned(),
            language: None,
            theme: Theme::Light,
            time_zone: None,
            announce_wechat: false,
        }
    }
}

impl From<&Preset> for Profile {
    fn from(preset: &Preset) -> Self {
        let (width, height, pixel_ratio) = preset.screen;
        let (top, bottom, status_bar) = preset.edges;
        Self {
            width,
            height,
            pixel_ratio,
            safe_area: Insets { top, bottom, ..Insets::default() },
            status_bar,
            platform: preset.platform.to_owned(),
            brand: preset.brand.to_owned(),
            model: preset.model.to_owned(),
            system: preset.system.to_owned(),
            ..Self::default()
        }
    }
}

impl Profile {
    /// The user agent of an H5 page, given the browser's major version.
    ///
    /// The marker `miniProgram TMA/<appid>` is from the TCMPP documentation; a host may append to it, never replace it.
    /// Apple's phones show pages with their own engine, so theirs names no Chrome.
    pub fn user_agent(&self, chrome_major: u32, app: &AppId) -> String {
        let wechat = if self.announce_wechat { " MicroMessenger/8.0.50" } else { "" };
        let engine = if self.is_apple() {
            "AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148".to_owned()
        } else {
            format!("AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome_major}.0.0.0 Mobile Safari/537.36")
        };
        format!("Mozilla/5.0 ({}) {engine}{wechat} miniProgram TMA/{app}", self.platform)
    }

    /// Whether an SDK that looks at the user agent takes this phone for Android.
    pub fn is_android(&self) -> bool {
        self.platform.to_ascii_lowercase().contains("android")
    }

    /// Whether an SDK that looks at the user agent takes this phone for an iPhone or iPad.
    pub fn is_apple(&self) -> bool {
        self.platform.contains("like Mac OS X")
    }

    /// The same phone turned a quarter, its top edge on the left; the status bar is gone. Assumed.
    #[must_use]
    pub fn turned(self) -> Self {
        let Insets { top, bottom, .. } = self.safe_area;
        let safe_area = if self.is_apple() {
            // Both sides keep clear of the camera, whichever way the phone was turned; the home bar gets thinner.
            let side = if top >= 44 { top } else { 0 };
            Insets { left: side, right: side, top: 0, bottom: bottom.min(21) }
        } else {
            Insets { left: top, right: bottom, ..Insets::default() }
        };
        Self { width: self.height, height: self.width, safe_area, status_bar: 0, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_ends_with_the_marker() {
        let agent = Profile::default().user_agent(156, &AppId::from("mp6iu47n4rps6zwz"));
        assert!(agent.ends_with(" miniProgram TMA/mp6iu47n4rps6zwz"), "{agent}");
        assert!(!agent.contains("QQ") && !agent.contains("MicroMessenger"), "{agent}");
    }

    #[test]
    fn an_iphone_says_what_an_iphone_says() {
        let phone = Profile::from(&PRESETS[0]);
        assert_eq!(
            phone.user_agent(156, &AppId::from("mp1")),
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Mobile/15E148 miniProgram TMA/mp1"
        );
        assert!(!phone.is_android());
    }

    #[test]
    fn a_preset_is_either_apple_or_android_and_taller_than_wide() {
        for preset in &PRESETS {
            let phone = Profile::from(preset);
            assert!(phone.is_apple() != phone.is_android(), "{}", preset.name);
            assert!(phone.height > phone.width, "{}", preset.name);
        }
    }

    #[test]
    fn a_turned_iphone_has_its_edges_on_the_sides() {
        let phone = Profile::from(&PRESETS[0]).turned();
        assert_eq!((phone.width, phone.height), (852, 393));
        assert_eq!(phone.safe_area, Insets { left: 59, right: 59, top: 0, bottom: 21 });
    }
}
