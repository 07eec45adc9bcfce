//! The files of the running mini programs, and the sounds that they play.

use futures::channel::oneshot;
use serde_json::Value;

use super::{Session, Sound};
use crate::files::{Files, Sources};
use crate::id::AppId;
use crate::logic::LogicCommand;

impl Session {
    pub fn files(&self, id: &AppId) -> Option<(Files, Sources)> {
        let app = self.running.get(id)?;
        let sources = Sources { package: app.setup.package.clone(), temp_files: app.temp_files.clone() };
        Some((app.files.clone(), sources))
    }

    /// What comes back ends when the sound is to be silent.
    pub fn start_sound(&mut self, id: &AppId, sound: u64, goes_on: bool) -> Option<oneshot::Receiver<()>> {
        let (silence, cut) = oneshot::channel();
        self.running.get_mut(id)?.sounds.insert(sound, Sound { goes_on, _silence: silence });
        Some(cut)
    }

    pub fn stop_sound(&mut self, id: &AppId, sound: u64) {
        if let Some(app) = self.running.get_mut(id) {
            app.sounds.remove(&sound);
        }
    }

    /// Of a mini program that is left.
    pub(super) fn stop_sounds(&mut self, id: &AppId) {
        if let Some(app) = self.running.get_mut(id) {
            app.sounds.retain(|_, sound| sound.goes_on);
        }
    }

    pub fn tell_program(&self, id: &AppId, name: &'static str, detail: Value) {
        self.tell_logic(id, LogicCommand::Event { name, detail });
    }
}
