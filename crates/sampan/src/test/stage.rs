//! Where tests take place: a browser for each worker, and in it a new phone for each test, with nothing of the one before.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sampan::{Browser, Drive, Host, HostError};
use sampan_spec::{Driver, Reply};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::options::{BROWSER_LIMIT, Settings};

/// Parameters that name files, from the folder of the spec.
const FILES: [(&str, &str); 4] =
    [("Phone.open", "target"), ("Phone.open", "apps"), ("Phone.open", "device"), ("Phone.scan", "file")];

pub struct Stage {
    settings: Arc<Settings>,
    runtime: Handle,
    starting: Option<JoinHandle<Result<Browser, HostError>>>,
    browser: Option<Browser>,
}

/// A stage for each worker; their browsers are on their way when this comes back.
pub fn start(settings: &Arc<Settings>, runtime: &Handle, files: usize) -> Vec<Stage> {
    let count = settings.workers.min(files);
    (0..count)
        .map(|_| {
            let mut stage =
                Stage { settings: settings.clone(), runtime: runtime.clone(), starting: None, browser: None };
            stage.start_browser();
            stage
        })
        .collect()
}

impl Stage {
    fn start_browser(&mut self) {
        let mut builder = Host::builder().headless(true).start_timeout(BROWSER_LIMIT);
        if let Some(browser) = &self.settings.browser {
            builder = builder.browser(browser);
        }
        self.starting = Some(self.runtime.spawn(builder.start_browser()));
    }

    /// The browser; a new one in the place of one that has ended.
    fn browser(&mut self) -> Result<Browser, String> {
        if let Some(browser) = self.browser.as_ref().filter(|browser| !browser.is_gone()) {
            return Ok(browser.clone());
        }
        if self.starting.is_none() {
            self.start_browser();
        }
        let Some(starting) = self.starting.take() else { return Err("no browser is starting".to_owned()) };
        let started = self.runtime.block_on(starting).map_err(|error| error.to_string())?;
        let browser = started.map_err(|error| error.to_string())?;
        self.browser = Some(browser.clone());
        Ok(browser)
    }

    /// A phone for one test of the spec file.
    pub fn phone(&mut self, spec: &Path) -> Result<Phone, String> {
        let browser = self.browser()?;
        let folder = || tempfile::Builder::new().prefix("sampan-test-").tempdir();
        let data = folder().map_err(|error| format!("no folder for a phone's data: {error}"))?;
        let builder = Host::builder()
            .in_browser(&browser)
            .data_dir(data.path())
            .compiled_dir(sampan::default_data_dir().join("compiled"))
            .interactive(true);
        let _inside = self.runtime.enter();
        let host = self.runtime.block_on(builder.build()).map_err(|error| error.to_string())?;
        let drive = Drive::new(Arc::new(host));
        let folder = spec.parent().unwrap_or(Path::new("/")).to_owned();
        Ok(Phone { drive, folder, runtime: self.runtime.clone(), _data: data })
    }
}

/// The phone of one test.
pub struct Phone {
    drive: Drive,
    /// The spec's, from which it names files.
    folder: PathBuf,
    runtime: Handle,
    _data: TempDir,
}

impl Phone {
    /// The test is over.
    pub fn end(&self) {
        self.runtime.block_on(self.drive.host().stop());
    }

    fn locate(&self, method: &str, params: &mut Value) {
        for (_, name) in FILES.iter().filter(|(of, _)| *of == method) {
            match params.get_mut(*name) {
                Some(Value::Array(paths)) => paths.iter_mut().for_each(|path| locate(&self.folder, path)),
                Some(path) => locate(&self.folder, path),
                None => {}
            }
        }
    }
}

fn locate(folder: &Path, path: &mut Value) {
    if let Value::String(text) = path
        && !text.contains("://")
    {
        *text = folder.join(&*text).to_string_lossy().into_owned();
    }
}

impl Driver for Phone {
    fn send(&self, method: &str, mut params: Value, reply: Reply) {
        self.locate(method, &mut params);
        let (drive, method) = (self.drive.clone(), method.to_owned());
        self.runtime.spawn(async move {
            reply(drive.call(&method, params).await.map_err(|error| error.to_string()));
        });
    }
}
