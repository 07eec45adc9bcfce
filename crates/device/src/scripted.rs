//! The scripted phone itself: a folder, what `sampan.toml` says, and how to change it while a mini program runs.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use sampan_engine::config::SampanConfig;
use sampan_engine::config::device_file::Location;
use sampan_engine::config::value::FilePath;
use sampan_engine::device::{DeviceError, Picture, Position};
use serde_json::Value;

use crate::folder::{Folder, fail};
use crate::track::Track;
use crate::work::Workers;

/// The largest GPX file, in bytes: some days of a point each second.
const LARGEST_TRACK: u64 = 16 << 20;
/// What can be saved to the album while it runs, in bytes.
const LARGEST_ALBUM: usize = 256 << 20;

/// A script that cannot be used. The text is for the person who wrote it.
#[derive(Debug, thiserror::Error)]
pub enum DeviceFileError {
    #[error("{} is not a folder; the device file's pictures and sounds are looked for there", .0.display())]
    NoFolder(PathBuf),
    #[error("device.location.track: {0}")]
    Track(String),
    #[error("no thread for the phone's decoders: {0}")]
    Threads(#[from] io::Error),
}

/// What of the phone is different now. A host passes it on to the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Screen, user agent, language, theme, time zone.
    pub profile: bool,
    pub position: bool,
    pub network: bool,
}

type Listener = Arc<dyn Fn(Changed) + Send + Sync>;

/// A phone that does what a script says. Clones are the same phone.
#[derive(Clone)]
pub struct ScriptedDevice {
    pub(crate) folder: Folder,
    pub(crate) workers: Workers,
    state: Arc<Mutex<State>>,
    listeners: Arc<Mutex<Vec<Listener>>>,
}

struct State {
    config: SampanConfig,
    walk: Option<Walk>,
    /// Pictures that were saved to the album.
    saved: Vec<Picture>,
}

/// A track that is being walked.
struct Walk {
    track: Track,
    since: Instant,
    speed: f64,
}

impl ScriptedDevice {
    /// A phone whose files are in `folder`, the one that `sampan.toml` is in.
    pub fn new(folder: PathBuf, config: &SampanConfig) -> Result<Self, DeviceFileError> {
        let Some(opened) = Folder::open(&folder) else { return Err(DeviceFileError::NoFolder(folder)) };
        let walk = walk(&opened, config)?;
        Ok(Self {
            folder: opened,
            workers: Workers::start()?,
            state: Arc::new(Mutex::new(State { config: config.clone(), walk, saved: Vec::new() })),
            listeners: Arc::default(),
        })
    }

    /// Changes one key, written as in the file: `device.network.type`, `consent."scope.record"`, or a whole section
    /// such as `device.location`. Null takes it away. A value that the file could not have changes nothing.
    pub fn change(&self, key: &str, value: Value) -> Result<(), String> {
        let mut state = self.state();
        let config = state.config.changed(key, value)?;
        let changed = self.put(&mut state, config).map_err(|error| error.to_string())?;
        drop(state);
        self.tell(changed);
        Ok(())
    }

    /// Takes another script, for example because the file was edited.
    pub fn replace(&self, config: &SampanConfig) -> Result<(), DeviceFileError> {
        let changed = self.put(&mut self.state(), config.clone())?;
        self.tell(changed);
        Ok(())
    }

    /// Calls `listener` after each change, on the thread that made it. A walk along a track is no change: ask for the
    /// position while [`Self::is_walking`].
    pub fn on_change(&self, listener: impl Fn(Changed) + Send + Sync + 'static) {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::new(listener));
    }

    /// Whether the position changes by itself.
    pub fn is_walking(&self) -> bool {
        self.state().walk.is_some()
    }

    /// What the script says now.
    pub fn config(&self) -> SampanConfig {
        self.state().config.clone()
    }

    /// What is copied while it runs stands in the script's place.
    pub(crate) fn keep_copied(&self, text: String) {
        self.state().config.device.clipboard = text;
    }

    /// Keeps a picture in the album, as long as there is room.
    pub(crate) fn keep_saved(&self, picture: Picture) -> Result<(), DeviceError> {
        let mut state = self.state();
        let used: usize = state.saved.iter().map(|saved| saved.bytes.len()).sum();
        if used + picture.bytes.len() > LARGEST_ALBUM {
            return Err(DeviceError::Fail("the album is full".to_owned()));
        }
        state.saved.push(picture);
        Ok(())
    }

    pub(crate) fn saved(&self) -> Vec<Picture> {
        self.state().saved.clone()
    }

    pub(crate) fn where_it_is(&self) -> Option<Position> {
        let state = self.state();
        match (&state.walk, &state.config.device.location) {
            (Some(walk), _) => Some(walk.track.at(walk.since.elapsed().as_secs_f64() * walk.speed)),
            (None, Some(Location::Fixed(position))) => Some(*position),
            (None, _) => None,
        }
    }

    fn put(&self, state: &mut State, config: SampanConfig) -> Result<Changed, DeviceFileError> {
        let old = &state.config;
        let changed = Changed {
            profile: old.profile() != config.profile(),
            position: old.device.location != config.device.location,
            network: old.device.network != config.device.network,
        };
        if changed.position {
            state.walk = walk(&self.folder, &config)?;
        }
        state.config = config;
        Ok(changed)
    }

    fn tell(&self, changed: Changed) {
        // Listeners run without the lock: they may ask the phone, or listen more.
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in listeners.iter().filter(|_| changed != Changed::default()) {
            listener(changed);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts the walk that the script asks for.
fn walk(folder: &Folder, config: &SampanConfig) -> Result<Option<Walk>, DeviceFileError> {
    let Some(Location::Track { file, speed }) = &config.device.location else { return Ok(None) };
    let track = read_track(folder, file).map_err(DeviceFileError::Track)?;
    Ok(Some(Walk { track, since: Instant::now(), speed: *speed }))
}

fn read_track(folder: &Folder, file: &FilePath) -> Result<Track, String> {
    let bytes = folder.read(file.as_str(), LARGEST_TRACK).map_err(|error| error.to_string())?;
    Track::parse(&bytes).map_err(|reason| fail(file.as_str(), &reason).to_string())
}
