//! The browser as a process: how it is started, watched and ended. Never left behind.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::cdp::lock;
use crate::error::ViewError;

pub(crate) mod find;

/// How the browser is to be started.
#[derive(Clone, Debug)]
pub struct BrowserOptions {
    /// The executable; without one, [`find_browser`](crate::find_browser) looks for it.
    pub program: Option<PathBuf>,
    pub headless: bool,
    /// Also opens a `DevTools` port on 127.0.0.1; 0 takes any free one.
    pub cdp_port: Option<u16>,
    /// How long the browser may take to answer for the first time.
    pub start_timeout: Duration,
    /// How long a page may take from the request to `DOMContentLoaded`.
    pub load_timeout: Duration,
    /// The scale at which pages are drawn for whoever watches their [screen](sampan_engine::screen::Screen); without a
    /// window only. Absent, pictures have one pixel for each CSS pixel, whatever the phone's ratio is. What a page is told
    /// and its screenshots are the phone's in any case.
    pub device_scale: Option<f64>,
    /// Reports every request of a page ([`ViewEvent::Request`](sampan_engine::view::ViewEvent::Request)).
    pub report_requests: bool,
    /// Makes targets ahead for pages to come: they open sooner, and whoever opens one page only pays for two.
    pub spare_pages: bool,
    pub extra_args: Vec<String>,
}

impl Default for BrowserOptions {
    fn default() -> Self {
        Self {
            program: None,
            headless: true,
            cdp_port: None,
            start_timeout: Duration::from_secs(30),
            load_timeout: Duration::from_mins(1),
            device_scale: None,
            report_requests: false,
            spare_pages: true,
            extra_args: Vec::new(),
        }
    }
}

/// Flags of every start.
const FLAGS: &[&str] = &[
    "--remote-debugging-pipe",
    // Each page gets a target of its own; a window that nobody asked for costs 160 ms.
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--password-store=basic",
    "--hide-scrollbars",
    // The back/forward cache and prerendering keep a second live document behind a page: a call of such a document would
    // be a call of nobody. The WebViews of phones have both off as well. A spare renderer would be one more beside the
    // spare pages of `app`, and the pop-ups of the address bar are renderers of their own for every mini program.
    "--disable-features=BackForwardCache,Prerender2,Translate,MediaRouter,OptimizationHints,SpareRendererForSitePerProcess,\
     WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    // Packaged pages are answered before the network. Should a request ever get past, it must not reach a server that
    // happens to listen on this machine.
    "--host-resolver-rules=MAP sampan.localhost ~NOTFOUND, MAP *.sampan.localhost ~NOTFOUND",
];

/// Lines of the browser's stderr that are kept for an error message.
const TAIL: usize = 20;

/// A running browser.
pub(crate) struct Browser {
    watch: Arc<Watch>,
    pid: u32,
    profile: Mutex<Option<TempDir>>,
    pub notices: Vec<String>,
}

/// What the threads beside the process know of it.
#[derive(Default)]
struct Watch {
    state: Mutex<WatchState>,
    changed: Condvar,
}

#[derive(Default)]
struct WatchState {
    exit: Option<String>,
    /// Every process of the browser inherits its end of stderr: closed means that all of them are gone.
    stderr_closed: bool,
    stderr: VecDeque<String>,
    endpoint: Option<String>,
}

/// The two ends of the pipe that Sampan holds.
pub(crate) struct Ends {
    pub writer: io::PipeWriter,
    pub reader: io::PipeReader,
}

impl Browser {
    pub fn start(options: &BrowserOptions) -> Result<(Self, Ends), ViewError> {
        let program = match &options.program {
            Some(program) if !find::is_program(program) => {
                return Err(ViewError::NotExecutable(program.clone()));
            }
            Some(program) => program.clone(),
            None => find::find_browser().map_err(|tried| ViewError::NoBrowser { tried })?,
        };
        if let Some(port @ 1..) = options.cdp_port {
            // The browser itself would start all the same and only write a line about it.
            TcpListener::bind(("127.0.0.1", port)).map_err(|_| ViewError::PortInUse(port))?;
        }
        let profile = tempfile::Builder::new().prefix("sampan-").tempdir().map_err(ViewError::Profile)?;
        let mut command = Command::new(&program);
        command.args(FLAGS).arg(format!("--user-data-dir={}", profile.path().display()));
        let mut notices = Vec::new();
        if options.headless {
            command.args(["--headless=new", "--disable-gpu", "--mute-audio"]);
            // A screencast is drawn at the scale of the machine's screen: emulation does not change it.
            command.args(options.device_scale.map(|scale| format!("--force-device-scale-factor={scale}")));
        }
        if let Some(why) = no_sandbox() {
            command.arg("--no-sandbox");
            notices.push(format!("{why}: Chromium's sandbox is off"));
        }
        if let Some(port) = options.cdp_port {
            command.arg(format!("--remote-debugging-port={port}"));
        }
        command.args(&options.extra_args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let (mut child, ends) = spawn(command, &program)?;
        let watch = Arc::new(Watch::default());
        let pid = child.id();
        watch.clone().read_stderr(&mut child);
        watch.clone().wait_for_exit(child);
        Ok((Self { watch, pid, profile: Mutex::new(Some(profile)), notices }, ends))
    }

    /// The `DevTools` port's address, as soon as the browser has said it.
    pub fn endpoint(&self, limit: Duration) -> Option<String> {
        self.watch.until(limit, |state| state.endpoint.is_some() || state.exit.is_some());
        lock(&self.watch.state).endpoint.clone()
    }

    /// The exit status in words, once the process has ended; waits for that.
    pub fn exit(&self, limit: Duration) -> Option<String> {
        self.watch.until(limit, |state| state.exit.is_some());
        lock(&self.watch.state).exit.clone()
    }

    /// The last lines the browser wrote to stderr.
    pub fn stderr(&self) -> String {
        let state = lock(&self.watch.state);
        state.stderr.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Kills what is left of the browser and removes its profile. Does nothing the second time.
    pub fn end(&self, grace: Duration) {
        // Held to the end: who asks second returns when it is done, too.
        let mut profile = lock(&self.profile);
        let Some(profile) = profile.take() else { return };
        let ended = self.exit(grace).is_some();
        // The group holds the zygote and the crash handler too, which may outlive the browser for a moment and write
        // into the profile.
        kill_group(self.pid);
        if !ended {
            self.exit(Duration::from_secs(5));
        }
        self.watch.until(Duration::from_secs(2), |state| state.stderr_closed);
        let path = profile.path().to_owned();
        if let Err(error) = profile.close() {
            tracing::debug!(%error, "first try to remove the profile");
            if let Err(error) = std::fs::remove_dir_all(&path) {
                tracing::warn!(%error, path = %path.display(), "the browser's profile stays behind");
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

impl Watch {
    fn update(&self, change: impl FnOnce(&mut WatchState)) {
        change(&mut lock(&self.state));
        self.changed.notify_all();
    }

    fn until(&self, limit: Duration, done: impl Fn(&WatchState) -> bool) {
        let deadline = Instant::now() + limit;
        let mut state = lock(&self.state);
        while !done(&state) {
            let Some(left) = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
            else {
                return;
            };
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
    }

    fn read_stderr(self: Arc<Self>, child: &mut Child) {
        let Some(stderr) = child.stderr.take() else { return };
        spawn_thread("browser-stderr", move || {
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                let address =
                    line.strip_prefix("DevTools listening on ws://").and_then(|rest| rest.split('/').next());
                let endpoint = address.map(|address| format!("http://{address}"));
                self.update(|state| {
                    if endpoint.is_some() {
                        state.endpoint = endpoint;
                    } else if !line.is_empty() {
                        state.stderr.push_back(line);
                        let surplus = state.stderr.len().saturating_sub(TAIL);
                        state.stderr.drain(..surplus);
                    }
                });
            }
            self.update(|state| state.stderr_closed = true);
        });
    }

    fn wait_for_exit(self: Arc<Self>, mut child: Child) {
        spawn_thread("browser-exit", move || {
            let status = child.wait().map_or_else(|error| error.to_string(), describe);
            self.update(|state| state.exit = Some(status));
        });
    }
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    status.code().map_or_else(|| "no exit status".to_owned(), |code| format!("exit status {code}"))
}

pub(crate) fn spawn_thread(name: &str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(work) {
        tracing::error!(%error, name, "no thread");
    }
}

/// Starts the process with the pipe's ends as descriptors 3 and 4, in a process group of its own: Ctrl-C in the terminal
/// goes to Sampan alone, which then closes the browser in order. Should Sampan be killed, the pipe closes and the browser
/// ends by itself.
#[cfg(unix)]
fn spawn(mut command: Command, program: &std::path::Path) -> Result<(Child, Ends), ViewError> {
    use std::os::unix::process::CommandExt;

    use command_fds::{CommandFdExt, FdMapping};

    let failed = |error| ViewError::Spawn { program: program.to_owned(), error };
    let (commands, writer) = io::pipe().map_err(failed)?;
    let (reader, answers) = io::pipe().map_err(failed)?;
    let mappings = vec![
        FdMapping { parent_fd: commands.into(), child_fd: 3 },
        FdMapping { parent_fd: answers.into(), child_fd: 4 },
    ];
    command.fd_mappings(mappings).map_err(|error| failed(io::Error::other(error.to_string())))?;
    let child = command.process_group(0).spawn().map_err(failed)?;
    // `command` is dropped here, and with it our copies of the browser's ends: else the reader would never see an end.
    Ok((child, Ends { writer, reader }))
}

#[cfg(not(unix))]
fn spawn(_command: Command, _program: &std::path::Path) -> Result<(Child, Ends), ViewError> {
    Err(ViewError::Unsupported)
}

#[cfg(unix)]
fn kill_group(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        // Fails when nothing is left of the group.
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_pid: u32) {}

/// Set where something else is the sandbox: container runtimes give Chromium's own no user namespaces.
const NO_SANDBOX: &str = "SAMPAN_NO_SANDBOX";

/// Why the browser runs without its sandbox, if it does.
pub fn no_sandbox() -> Option<&'static str> {
    if std::env::var_os(NO_SANDBOX).is_some_and(|value| !value.is_empty()) {
        return Some("SAMPAN_NO_SANDBOX is set");
    }
    #[cfg(unix)]
    if rustix::process::geteuid().is_root() {
        return Some("running as root");
    }
    None
}
