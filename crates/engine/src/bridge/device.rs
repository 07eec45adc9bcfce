//! What an API may ask of the phone: its device, its temporary files, its viewer, its codes.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, select};
use serde_json::Value;

use super::Cx;
use crate::code::Grant;
use crate::device::{Account, Device, DeviceError};
use crate::error::ApiError;
use crate::package::Package;
use crate::sheet::{Question, SheetReply};
use crate::temp_file::{self, Unnamed};
use crate::voice::Voice;

/// How long the viewer may take to appear before its call is answered anyway.
const VIEWER_LIMIT: Duration = Duration::from_secs(10);

impl Cx {
    pub fn device(&self) -> Arc<dyn Device> {
        self.session.borrow().device(&self.caller.app)
    }

    /// A device's no, as the page hears it. What only the developer can mend is told in the trace as well.
    pub fn device_error(&self, error: DeviceError) -> ApiError {
        match error {
            DeviceError::Cancel => ApiError::Cancel,
            DeviceError::Unset { .. } | DeviceError::Alone { .. } => {
                self.session.borrow().notice(error.to_string());
                // Nobody picks, scans or pays: to the page that is a person who closes the sheet.
                ApiError::Cancel
            }
            DeviceError::Fail(reason) => ApiError::Fail(reason),
        }
    }

    /// The same for what no person is asked for, a position say: what is missing is missing, nobody has cancelled.
    pub fn lacking(&self, error: DeviceError) -> ApiError {
        let (DeviceError::Unset { what, .. } | DeviceError::Alone { what }) = &error else {
            return self.device_error(error);
        };
        let reason = format!("{what} is not available");
        self.session.borrow().notice(error.to_string());
        ApiError::Fail(reason)
    }

    /// What the person does with a dialog.
    pub async fn dialog(&self, question: Question) -> Result<SheetReply, ApiError> {
        self.device().dialog(question).await.map_err(|error| self.device_error(error))
    }

    pub fn notice(&self, text: String) {
        self.session.borrow().notice(text);
    }

    /// What the person's account gives; `field` is what it is asked for.
    pub async fn account(&self, field: &'static str) -> Result<Account, ApiError> {
        self.device().account(field).await.map_err(|error| self.lacking(error))
    }

    pub fn set_brightness<T: Default>(&self, value: f64) -> Result<T, ApiError> {
        *self.session.borrow_mut().brightness(&self.caller.app).ok_or(ApiError::Interrupted)? = value;
        Ok(T::default())
    }

    pub fn brightness(&self) -> Result<f64, ApiError> {
        self.session.borrow_mut().brightness(&self.caller.app).copied().ok_or(ApiError::Interrupted)
    }

    /// The mini program's files.
    pub fn package(&self) -> Result<Arc<Package>, ApiError> {
        self.session.borrow().package(&self.caller.app).ok_or(ApiError::Interrupted)
    }

    pub fn is_android(&self) -> bool {
        self.session.borrow().is_android(&self.caller.app)
    }

    pub fn user(&self) -> String {
        self.session.borrow().user().to_owned()
    }

    pub fn now(&self) -> Duration {
        self.session.borrow().now()
    }

    pub fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.session.borrow().sleep(duration)
    }

    /// Keeps a temporary file and gives its name.
    pub fn keep(&self, bytes: Vec<u8>, extension: &str) -> Result<String, ApiError> {
        let files = self.session.borrow().temp_files(&self.caller.app).ok_or(ApiError::Interrupted)?;
        files.add(bytes, extension).map_err(ApiError::Fail)
    }

    /// The same with a file that was written.
    pub fn keep_file(&self, file: Unnamed, length: usize, extension: &str) -> Result<String, ApiError> {
        let files = self.session.borrow().temp_files(&self.caller.app).ok_or(ApiError::Interrupted)?;
        files.add_file(file, length, extension).map_err(ApiError::Fail)
    }

    /// A temporary file of this mini program. No other name leads anywhere.
    pub fn temp_file(&self, name: &str) -> Result<Arc<[u8]>, ApiError> {
        let files = self.session.borrow().temp_files(&self.caller.app).ok_or(ApiError::Interrupted)?;
        files.get(name).ok_or_else(|| ApiError::fail("file not found"))
    }

    /// A document: its address for the viewer, and its bytes.
    pub fn document(&self, path: &str) -> Result<(String, Vec<u8>), ApiError> {
        if let Ok(bytes) = self.temp_file(path) {
            return Ok((path.to_owned(), bytes.to_vec()));
        }
        let not_found = |_| ApiError::fail("file not found");
        self.session.borrow().packaged(&self.caller.app, path).map_err(not_found)
    }

    /// A picture as the image viewer may show it: of the web, or a temporary file of this mini program. One that it keeps is
    /// shown by a temporary copy.
    pub async fn shown(&self, url: String) -> Result<String, ApiError> {
        if url.starts_with("wxfile://") {
            let bytes = self.read_file(&url).await?;
            return self.keep(bytes, temp_file::extension(&url));
        }
        self.may_show(&url).map(|()| url)
    }

    fn may_show(&self, url: &str) -> Result<(), ApiError> {
        if url.starts_with("https://") || url.starts_with("http://") {
            let local = url.contains(".sampan.localhost/");
            return if local { self.temp_file(url).map(drop) } else { Ok(()) };
        }
        self.temp_file(url).map(drop)
    }

    /// Opens the viewer, and waits until it is there; one that is closed before has been there.
    pub async fn open_viewer<T: Default>(&self, mode: &str, content: &Value) -> Result<T, ApiError> {
        let shown = self.session.borrow_mut().open_viewer(&self.caller, mode, content)?;
        select(shown, self.sleep(VIEWER_LIMIT)).await;
        Ok(T::default())
    }

    pub fn show_menu<T: Default>(&self) -> Result<T, ApiError> {
        self.session.borrow_mut().show_menu(&self.caller);
        Ok(T::default())
    }

    /// The microphone and loudspeaker of the mini program, and the time.
    pub fn voice<T>(&self, act: impl FnOnce(&mut Voice, Duration) -> T) -> Result<T, ApiError> {
        self.session.borrow_mut().voice(&self.caller.app, act).ok_or(ApiError::Interrupted)
    }

    pub fn secret(&self) -> String {
        self.session.borrow_mut().codes().secret()
    }

    pub fn issue(&self, fixed: Option<String>, grant: Grant) -> String {
        let now = self.now();
        self.session.borrow_mut().codes().issue(&self.caller.app, now, fixed, grant)
    }

    pub fn log_in(&self) -> Result<(), ApiError> {
        self.session.borrow_mut().log_in(&self.caller.app).ok_or(ApiError::Interrupted)
    }

    pub fn is_logged_in(&self) -> bool {
        self.session.borrow().is_logged_in(&self.caller.app)
    }
}
