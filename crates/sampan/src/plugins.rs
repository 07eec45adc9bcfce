//! The custom interfaces that a mini program's own files declare: `[plugins]` of `sampan.toml`, and the vendor's
//! `mockConfig`.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sampan_engine::config::PluginConfig;
use sampan_engine::package::Package;
use sampan_engine::plugin::{Canned, Plugin, PluginCall, Plugins, mocks};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::runtime::Handle;

/// The most a command may write.
const OUTPUT_LIMIT: usize = 16 * 1024 * 1024;

/// The plugins of one mini program; `sampan.toml` wins over `mockConfig`.
pub fn of_package(package: &Package, runtime: &Handle) -> Result<Plugins, String> {
    let mut plugins = mocks(&package.project.mock_config)?;
    for (name, config) in &package.sampan.plugins {
        plugins.insert(name.clone(), from_config(name, config, &package.root, runtime)?);
    }
    Ok(plugins)
}

fn from_config(
    name: &str,
    config: &PluginConfig,
    folder: &std::path::Path,
    runtime: &Handle,
) -> Result<Arc<dyn Plugin>, String> {
    match (&config.reply, &config.fail, &config.command) {
        (Some(reply), None, None) => Ok(Arc::new(Canned(Ok(reply.clone())))),
        (None, Some(reason), None) => Ok(Arc::new(Canned(Err(reason.clone())))),
        (None, None, Some(command)) if !command.is_empty() => Ok(Arc::new(CommandPlugin {
            command: command.clone(),
            folder: folder.to_owned(),
            limit: config.time_limit(),
            runtime: runtime.clone(),
        })),
        _ => Err(format!("sampan.toml: [plugins.{name}] needs exactly one of reply, fail and command")),
    }
}

/// A program that reads the call as JSON and writes the reply as JSON.
struct CommandPlugin {
    command: Vec<String>,
    folder: PathBuf,
    limit: Duration,
    runtime: Handle,
}

impl Plugin for CommandPlugin {
    fn call(&self, call: PluginCall) -> BoxFuture<'static, Result<Value, String>> {
        let (command, folder, limit) = (self.command.clone(), self.folder.clone(), self.limit);
        let task = self.runtime.spawn(async move {
            let name = command[0].clone();
            tokio::time::timeout(limit, run(&command, &folder, &call))
                .await
                .unwrap_or_else(|_| Err(format!("{name} did not answer within {} s", limit.as_secs_f64())))
        });
        async move { task.await.unwrap_or_else(|error| Err(error.to_string())) }.boxed()
    }
}

/// Dropped when the time is up: the program is killed with it.
async fn run(command: &[String], folder: &std::path::Path, call: &PluginCall) -> Result<Value, String> {
    let program = &command[0];
    let mut child = Command::new(program)
        .args(&command[1..])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    let input = serde_json::to_vec(call).map_err(|error| error.to_string())?;
    let mut stdin = child.stdin.take();
    let write = async {
        if let Some(stdin) = &mut stdin {
            // A program that does not read its input is free to do so.
            let _ = stdin.write_all(&input).await;
        }
        drop(stdin);
    };
    let ((), output) = tokio::join!(write, child.wait_with_output());
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let last =
            errors.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it wrote nothing to stderr");
        return Err(format!("{program} ended with {}: {last}", output.status));
    }
    if output.stdout.len() > OUTPUT_LIMIT {
        return Err(format!("{program} wrote {} bytes; at most {OUTPUT_LIMIT}", output.stdout.len()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{program} did not write JSON: {error}"))
}

#[cfg(all(test, unix))]
mod tests {
    use serde_json::json;

    use super::*;

    async fn shell(script: &str, limit: f64) -> Result<Value, String> {
        let config = PluginConfig {
            command: Some(vec!["sh".into(), "-c".into(), script.into()]),
            timeout: Some(limit),
            ..PluginConfig::default()
        };
        let plugin = from_config("x", &config, std::path::Path::new("."), &Handle::current()).unwrap();
        let call = PluginCall {
            app: "mp1".into(),
            origin: "https://a".into(),
            api_name: "x".into(),
            data: json!({"money": 1}),
        };
        plugin.call(call).await
    }

    #[tokio::test]
    async fn a_command_reads_the_call_and_writes_the_reply() {
        assert_eq!(
            shell("cat", 5.0).await,
            Ok(json!({"app": "mp1", "origin": "https://a", "apiName": "x", "data": {"money": 1}}))
        );
    }

    #[tokio::test]
    async fn a_command_that_fails_hangs_or_babbles_is_told() {
        assert!(shell("echo no money >&2; exit 3", 5.0).await.unwrap_err().contains("no money"));
        assert!(shell("sleep 60", 0.2).await.unwrap_err().contains("within 0.2 s"));
        assert!(shell("echo hello", 5.0).await.unwrap_err().contains("did not write JSON"));
    }
}
