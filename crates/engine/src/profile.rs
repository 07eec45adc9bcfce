//! How the phone that is played looks to a page: screen and user agent, as data.

use crate::id::AppId;

/// A phone. The default is a plain Android phone, because the engine that shows the pages is Android's.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Width and height in CSS pixels.
    pub width: u32,
    pub height: u32,
    pub pixel_ratio: f64,
    /// Put in the place of the browser's own platform part, e.g. `Linux; Android 14; Pixel 8`.
    pub platform: String,
    /// Also announce WeChat (`MicroMessenger/8.0.x`), for pages written for WeChat or uni-app.
    pub announce_wechat: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            width: 390,
            height: 844,
            pixel_ratio: 2.0,
            platform: "Linux; Android 14; Sampan".to_owned(),
            announce_wechat: false,
        }
    }
}

impl Profile {
    /// The user agent of an H5 page, given the browser's major version.
    ///
    /// The marker `miniProgram TMA/<appid>` is from the TCMPP documentation; a host may append to it, never replace it.
    pub fn user_agent(&self, chrome_major: u32, app: &AppId) -> String {
        let wechat = if self.announce_wechat { " MicroMessenger/8.0.50" } else { "" };
        format!(
            "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome_major}.0.0.0 Mobile \
             Safari/537.36{wechat} miniProgram TMA/{app}",
            self.platform
        )
    }

    /// Whether an SDK that looks at the user agent takes this phone for Android.
    pub fn is_android(&self) -> bool {
        self.platform.to_ascii_lowercase().contains("android")
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
}
