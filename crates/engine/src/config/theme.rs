//! `theme.json`: what `@name` means in `app.json` and the pages' own files, for the light and the dark theme (WeChat
//! documentation). Without `darkmode` in `app.json` a program is always light.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{TabBar, Window};

/// The two sets of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Themes {
    light: BTreeMap<String, String>,
    dark: BTreeMap<String, String>,
}

impl Themes {
    fn value(&self, dark: bool, text: &mut Option<String>) {
        let Some(name) = text.as_deref().and_then(|text| text.strip_prefix('@')) else { return };
        let names = if dark { &self.dark } else { &self.light };
        *text = names.get(name).cloned();
    }

    /// The keys with their values in the place of names. A name that is not there counts as absent.
    pub fn window(&self, dark: bool, window: &Window) -> Window {
        let mut window = window.clone();
        for text in [
            &mut window.navigation_bar_background_color,
            &mut window.navigation_bar_text_style,
            &mut window.background_color,
            &mut window.background_text_style,
        ] {
            self.value(dark, text);
        }
        window
    }

    pub fn tab_bar(&self, dark: bool, bar: &TabBar) -> TabBar {
        let mut bar = bar.clone();
        for text in
            [&mut bar.color, &mut bar.selected_color, &mut bar.background_color, &mut bar.border_style]
        {
            self.value(dark, text);
        }
        for item in &mut bar.list {
            self.value(dark, &mut item.icon_path);
            self.value(dark, &mut item.selected_icon_path);
        }
        bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_value_of_the_theme() {
        let themes: Themes =
            serde_json::from_str(r##"{"light":{"bg":"#fff","text":"black"},"dark":{"bg":"#000"}}"##).unwrap();
        let window: Window = serde_json::from_str(
            r##"{"navigationBarBackgroundColor":"@bg","navigationBarTextStyle":"@text","backgroundColor":"#123456"}"##,
        )
        .unwrap();
        let keys = |window: Window| {
            [
                window.navigation_bar_background_color,
                window.navigation_bar_text_style,
                window.background_color,
            ]
            .map(Option::unwrap_or_default)
        };
        assert_eq!(keys(themes.window(false, &window)), ["#fff", "black", "#123456"]);
        assert_eq!(keys(themes.window(true, &window)), ["#000", "", "#123456"]);
    }
}
