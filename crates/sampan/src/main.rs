//! The command line: arguments in, events out, an exit code that means something.

mod assistants;
mod cli;
mod ide;
mod output;
mod recording;
mod test;
mod trace;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, Parser};
use cli::{Arguments, Common, Task};
use sampan::doctor::has_display;
use sampan::{Automation, AutomationOptions, Host, HostError, PhoneOptions, Start};
use tokio::task::JoinHandle;

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(ide::in_todays_form(std::env::args_os().collect()));
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("SAMPAN_LOG"))
        .with_writer(std::io::stderr)
        .init();
    if let Task::Completions { shell } = arguments.task {
        clap_complete::generate(shell, &mut Arguments::command(), "sampan", &mut std::io::stdout());
        return ExitCode::SUCCESS;
    }
    if let Task::Trace { task } = &arguments.task {
        return trace::run(task);
    }
    if let Task::Ide { task } = &arguments.task {
        return match ide::run(task) {
            Ok(said) => {
                println!("{said}");
                ExitCode::SUCCESS
            }
            Err(reason) => {
                output::error(&reason);
                ExitCode::FAILURE
            }
        };
    }
    if let Task::Doctor { browser, data_dir, json } = arguments.task {
        let report = sampan::doctor::examine(&sampan::doctor::Options { browser, data_dir });
        output::report(&report, json);
        return if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::error(&format!("cannot start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let outcome = match arguments.task {
        Task::Test(options) => {
            let interrupted = runtime.spawn(signals());
            Ok(test::run(&options, runtime.handle(), interrupted))
        }
        task => runtime.block_on(serve(task)),
    };
    match outcome {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(error) => {
            output::error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn serve(task: Task) -> Result<i32, HostError> {
    // Asked for first, and on its way at once: a signal during the start must find somebody who listens.
    let interrupted = tokio::spawn(signals());
    if let Task::Mcp(options) = task {
        return assistants::serve(options, interrupted).await;
    }
    let (Task::Open { common, .. }
    | Task::Run { common, .. }
    | Task::Auto { common, .. }
    | Task::Record(cli::Record { common, .. })) = &task
    else {
        return Ok(0);
    };
    let host = Arc::new(host(common).await?);
    let (tape, task) = match task {
        Task::Record(record) => {
            let (tape, task) = recording::start(&host, record)?;
            (Some(tape), task)
        }
        task => (None, task),
    };
    let (Task::Open { common, .. } | Task::Run { common, .. } | Task::Auto { common, .. }) = &task else {
        return Ok(0);
    };
    let automation = automation(&host, &task, common).await?;
    let evidence = trace::start(&host, &task, common)?;
    let result = run(&host, &task, common, interrupted).await;
    if let Some(automation) = &automation {
        automation.farewell().await;
    }
    if let Some(tape) = tape {
        recording::finish(tape);
    }
    trace::finish(evidence).await;
    result
}

/// Opens the port for programs that drive the host, if it was asked for.
async fn automation(host: &Arc<Host>, task: &Task, common: &Common) -> Result<Option<Automation>, HostError> {
    let port = match task {
        Task::Auto { auto_port, .. } => Some(*auto_port),
        _ => common.automation_port,
    };
    let Some(port) = port else { return Ok(None) };
    Automation::open(host, AutomationOptions { port, lan: common.lan }).await.map(Some)
}

async fn run(
    host: &Host,
    task: &Task,
    common: &Common,
    mut interrupted: JoinHandle<i32>,
) -> Result<i32, HostError> {
    if common.lan {
        let invitation = host.invite().await?;
        output::invitation(&invitation.address, &invitation.text(), common.json);
    }
    match start(host, task, common, &mut interrupted).await {
        Ok(Some(signal)) => return Ok(host.close_with(128 + signal, "interrupted").await.0),
        Ok(None) => {}
        Err(error) => {
            host.close_with(1, &error.to_string()).await;
            return Err(error);
        }
    }
    let signal = tokio::select! {
        (code, reason) = host.ended() => {
            if code != 0 {
                output::error(&reason);
            }
            return Ok(code);
        }
        signal = interrupted => signal.unwrap_or(15),
    };
    let (code, _) = host.close_with(128 + signal, "interrupted").await;
    Ok(code)
}

/// Starts what was asked for and shows the phone: at once when there is something to mend first. Gives the signal that
/// came in between.
async fn start(
    host: &Host,
    task: &Task,
    common: &Common,
    interrupted: &mut JoinHandle<i32>,
) -> Result<Option<i32>, HostError> {
    let started = async {
        match task {
            Task::Open { address, .. } => host.open(address).await.map(drop),
            Task::Run { folder, page, scene, .. } => {
                let start = Start { page: page.clone(), scene: *scene, ..Start::from_list() };
                host.run(folder, start).await.map(drop)
            }
            Task::Auto { project, .. } => host.run(project, Start::from_list()).await.map(drop),
            // The others start nothing of their own.
            _ => Ok(()),
        }
    };
    tokio::pin!(started);
    let mut is_shown = false;
    loop {
        tokio::select! {
            started = &mut started => {
                if started.is_ok() && !is_shown {
                    show(host, common);
                }
                return started.map(|()| None);
            }
            () = host.waits_for_mending() => {
                if !std::mem::replace(&mut is_shown, true) {
                    show(host, common);
                }
            }
            signal = &mut *interrupted => return Ok(Some(signal.unwrap_or(15))),
        }
    }
}

/// Opens the phone in the person's browser, where there is one.
fn show(host: &Host, common: &Common) {
    let hidden = common.headless || common.window || common.no_open || !has_display();
    if let Some(address) = host.phone().filter(|_| !hidden)
        && let Err(reason) = open::that_detached(address)
    {
        output::error(&format!("cannot open your browser ({reason}); open {address} yourself"));
    }
}

async fn host(common: &Common) -> Result<Host, HostError> {
    let mut builder = Host::builder()
        .headless(!common.window || !has_display())
        .phone(PhoneOptions { port: common.port })
        .reload(!common.no_reload)
        // Where a person sits before it, what does not start can be mended.
        .keep_going(!common.no_reload && !common.json && has_display())
        .start_timeout(std::time::Duration::from_secs(common.start_timeout))
        .on_event(output::printer(common.json));
    if !common.json && std::io::stderr().is_terminal() {
        builder = builder.on_compile(output::compiling());
    }
    if let Some(browser) = &common.browser {
        builder = builder.browser(browser);
    }
    if let Some(port) = common.cdp_port {
        builder = builder.cdp_port(port);
    }
    if let Some(folder) = &common.data_dir {
        builder = builder.data_dir(folder);
    }
    if let Some(file) = &common.screenshot {
        builder = builder.screenshot_at_end(file);
    }
    if let Some(file) = &common.device {
        builder = builder.device_file(file);
    }
    if let Some(port) = common.exchange_port {
        builder = builder.exchange_port(port);
    }
    for app in &common.app {
        builder = builder.app(app);
    }
    builder.build().await
}

/// The number of the first signal that asks us to end.
#[cfg(unix)]
async fn signals() -> i32 {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut hang_up)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => 2,
        _ = terminate.recv() => 15,
        _ = hang_up.recv() => 1,
    }
}

#[cfg(not(unix))]
async fn signals() -> i32 {
    let _ = tokio::signal::ctrl_c().await;
    2
}
