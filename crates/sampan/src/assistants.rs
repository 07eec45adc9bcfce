//! `sampan mcp`: its arguments, and serving until the client goes.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use sampan::mcp::{Mcp, McpOptions};
use sampan::{Builder, Host, HostError, PhoneOptions};
use tokio::task::JoinHandle;

pub const EXAMPLES: &str = "\
Examples:
  sampan mcp ./my-app           looks at a mini program
  sampan mcp --allow-actions    opens, taps and types as well
  sampan mcp --http 8931        over HTTP; prints the address";

#[derive(Args)]
pub struct Options {
    /// What is open from the start: a mini program's folder, an HTML file or a folder with one, an address
    target: Option<String>,
    /// Lets tools change something: open, tap, type, answer; else they only look
    #[arg(long)]
    allow_actions: bool,
    /// Serves over HTTP on this port of 127.0.0.1, and not on standard input and output; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    http: Option<u16>,
    /// The token in the address, so that clients can be told once; else a new one each time
    #[arg(
        long,
        value_name = "TOKEN",
        env = "SAMPAN_MCP_TOKEN",
        hide_env_values = true,
        requires = "http",
        value_parser = token
    )]
    token: Option<String>,
    /// Chromium, Chrome or Edge to use; else one is looked for
    #[arg(long, value_name = "PATH", env = "SAMPAN_BROWSER", value_hint = ValueHint::FilePath)]
    browser: Option<PathBuf>,
    /// Where storage is kept; else your data folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data_dir: Option<PathBuf>,
}

/// A token that goes into an address as it is, and that nobody guesses.
fn token(text: &str) -> Result<String, String> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if text.len() >= 16 && text.chars().all(fits) {
        Ok(text.to_owned())
    } else {
        Err("at least 16 letters, digits, - and _".to_owned())
    }
}

/// Serves until the client goes, or a signal comes.
pub async fn serve(options: Options, interrupted: JoinHandle<i32>) -> Result<i32, HostError> {
    let Options { target, allow_actions, http, token, browser, data_dir } = options;
    let (program, folder) = (browser.clone(), data_dir.clone());
    let builder = move || {
        let builder = Host::builder().headless(true).phone(PhoneOptions::default()).reload(true);
        let builder = program.iter().fold(builder, Builder::browser);
        folder.iter().fold(builder, Builder::data_dir)
    };
    let mcp = Mcp::new(McpOptions { target, allow_actions, browser, data_dir, builder: Box::new(builder) });
    let serving = async {
        let Some(port) = http else { return mcp.serve_stdio().await };
        let open = mcp.serve_http(port, token).await?;
        println!("{}", open.address());
        std::future::pending().await
    };
    let result = tokio::select! {
        served = serving => served.map(|()| 0),
        signal = interrupted => Ok(128 + signal.unwrap_or(15)),
    };
    mcp.close().await;
    result
}
