//! The arguments of the command line, with their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// Runs H5 pages and mini programs of a super-app in a real browser and answers every `wx.*` call.
#[derive(Parser)]
#[command(name = "sampan", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    pub task: Task,
}

const EXAMPLES: &str = "\
Examples:
  sampan open http://localhost:5173          a page of your dev server, with the host around it
  sampan open ./dist                         a folder with an index.html
  sampan run ./my-app                        a mini program
  sampan run ./my-app --page 'pages/pay/pay?id=1' --scene 1011
  sampan run ./my-app --app ./other-app      two that can jump to each other
  sampan run ./my-app --headless --json      one JSON object a line, for scripts";

#[derive(Subcommand)]
pub enum Task {
    /// Opens an H5 page inside a mini program made for it
    #[command(
        after_help = "Examples:\n  sampan open http://localhost:5173\n  sampan open ./dist/index.html --headless --json"
    )]
    Open {
        /// http(s) address, HTML file, or folder with an index.html
        #[arg(value_hint = ValueHint::Url)]
        address: String,
        #[command(flatten)]
        common: Common,
    },
    /// Runs a mini program: a folder with app.json
    #[command(
        after_help = "Examples:\n  sampan run ./my-app\n  sampan run ./my-app --page 'pages/pay/pay?id=1'\n  sampan run ./my-app --app ./other-app"
    )]
    Run {
        /// The mini program's folder
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
        /// Page to begin with, with an optional query
        #[arg(long, value_name = "PATH?QUERY")]
        page: Option<String>,
        /// Where it was started from: 1001 the list, 1011 a QR code, 1037 another mini program …
        #[arg(long, default_value_t = 1001)]
        scene: u32,
        #[command(flatten)]
        common: Common,
    },
    /// Runs a mini program or opens a page, and makes a test of what you do with it (docs/record.md)
    #[command(
        after_help = "Examples:\n  sampan record ./my-app -o specs/order.spec.ts\n  sampan record http://localhost:5173 --as playwright"
    )]
    Record(Record),
    /// Runs a mini program for a client of the automator: as the command line of WeChat's IDE has it (docs/automator.md)
    #[command(
        after_help = "Examples:\n  sampan auto --project ./my-app --auto-port 9420\n  sampan --auto ./my-app --auto-port 9420"
    )]
    Auto {
        /// The mini program's folder
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        project: PathBuf,
        /// Port that the client connects to
        #[arg(long, value_name = "PORT", default_value_t = 9420)]
        auto_port: u16,
        /// The IDE's: the account is the device file's
        #[arg(long, value_name = "OPENID", hide = true)]
        auto_account: Option<String>,
        /// The IDE's: nobody logs in here
        #[arg(long, value_name = "TICKET", hide = true)]
        ticket: Option<String>,
        /// The IDE's: a project is only ever read here
        #[arg(long, hide = true)]
        trust_project: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Shows what a trace file has kept of a run (docs/trace.md)
    Trace {
        #[command(subcommand)]
        task: TraceTask,
    },
    /// Runs specs: tests that drive the phone, its prompts and its pages (docs/test.md)
    #[command(
        after_help = "Examples:\n  sampan test\n  sampan test specs/pay.spec.ts:12 --retries 2\n  sampan test --shard 2/5 --junit report.xml\n\nExit codes: 0 all passed, 1 a test failed, 2 nothing to run or a wrong argument, 3 the run broke, 128 + n ended by a signal"
    )]
    Test(Box<crate::test::Options>),
    /// Serves the phone to coding assistants: the Model Context Protocol on standard input and output, or over HTTP
    #[command(after_help = crate::assistants::EXAMPLES)]
    Mcp(crate::assistants::Options),
    /// The command line of an IDE: `--open DIR`, `--preview DIR`, `-u VERSION@DIR`, `--quit` (docs/mcp.md)
    #[command(hide = true)]
    Ide {
        #[command(subcommand)]
        task: crate::ide::IdeTask,
    },
    /// Says whether Sampan can run on this machine, and what to do where it cannot
    #[command(after_help = "Examples:\n  sampan doctor\n  sampan doctor --json")]
    Doctor {
        /// Chromium, Chrome or Edge to use; else one is looked for
        #[arg(long, value_name = "PATH", env = "SAMPAN_BROWSER", value_hint = ValueHint::FilePath)]
        browser: Option<PathBuf>,
        /// Where storage is kept; else your data folder
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        data_dir: Option<PathBuf>,
        /// Writes one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Prints a completion script for your shell
    #[command(
        after_help = "Example:\n  sampan completions bash > ~/.local/share/bash-completion/completions/sampan"
    )]
    Completions { shell: clap_complete::Shell },
}

#[derive(Args)]
pub struct Record {
    /// A mini program's folder; or an http(s) address, an HTML file, or a folder with an index.html
    #[arg(value_hint = ValueHint::AnyPath)]
    pub target: String,
    /// Where the test is written when you end; else recorded.spec.ts (or .mjs), which must not be there yet
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// For whom the test is
    #[arg(long = "as", value_name = "FORM", value_enum, default_value_t)]
    pub form: Form,
    /// Page to begin with, with an optional query
    #[arg(long, value_name = "PATH?QUERY")]
    pub page: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Form {
    /// `sampan test`
    #[default]
    Spec,
    /// Playwright, with the fixture of @sampan/playwright
    Playwright,
    /// miniprogram-automator
    Automator,
}

#[derive(Subcommand)]
pub enum TraceTask {
    /// Opens a trace, or two side by side, in your browser: one file that needs no network
    #[command(
        after_help = "Examples:\n  sampan trace show trace.zip\n  sampan trace show before.zip after.zip --html compared.html"
    )]
    Show {
        /// What `--trace` has written
        #[arg(value_hint = ValueHint::FilePath)]
        trace: PathBuf,
        /// Another one, to compare
        #[arg(value_hint = ValueHint::FilePath)]
        other: Option<PathBuf>,
        /// Writes the page there and opens nothing
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        html: Option<PathBuf>,
    },
}

#[derive(Args)]
pub struct Common {
    /// Opens nothing on the screen (what happens anyway where there is no display); the phone's address is printed
    #[arg(long)]
    pub headless: bool,
    /// Shows the H5 pages in Chromium's own window, and opens no phone in your browser
    #[arg(long, conflicts_with = "headless")]
    pub window: bool,
    /// Prints the phone's address and leaves opening it to you
    #[arg(long)]
    pub no_open: bool,
    /// Port of the phone's page; else a free one
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub port: u16,
    /// Also opens the phone to the local network: a QR code for a real telephone, good for one
    #[arg(long)]
    pub lan: bool,
    /// Chromium, Chrome or Edge to use; else one is looked for
    #[arg(long, value_name = "PATH", env = "SAMPAN_BROWSER", value_hint = ValueHint::FilePath)]
    pub browser: Option<PathBuf>,
    /// Also opens Chromium's DevTools port, for Playwright's connectOverCDP; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    pub cdp_port: Option<u16>,
    /// Where storage is kept; else your data folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data_dir: Option<PathBuf>,
    /// Another mini program that can be jumped to; may be given more than once
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub app: Vec<PathBuf>,
    /// What the phone has, in the place of the mini program's own sampan.toml (docs/device.md)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub device: Option<PathBuf>,
    /// Opens the exchange for login codes on this port; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    pub exchange_port: Option<u16>,
    /// Opens the port for clients of the automator (docs/automator.md); 0 takes a free one
    #[arg(long, value_name = "PORT")]
    pub automation_port: Option<u16>,
    /// Leaves a changed file alone; else it is on the screen at once (docs/reload.md)
    #[arg(long)]
    pub no_reload: bool,
    /// Writes one JSON object a line (docs/events.md)
    #[arg(long)]
    pub json: bool,
    /// Writes a PNG of the page when the session ends
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub screenshot: Option<PathBuf>,
    /// Writes what happens, with a film of the page, into a file for `sampan trace show` (docs/trace.md)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub trace: Option<PathBuf>,
    /// What else a trace keeps to itself: names and texts that match; may be given more than once
    #[arg(long, value_name = "REGEX")]
    pub trace_mask: Vec<String>,
    /// Seconds the browser may take to start
    #[arg(long, value_name = "SECONDS", default_value_t = 30, hide = true)]
    pub start_timeout: u64,
}
