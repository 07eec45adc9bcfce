//! Starting a mini program on a host: its package checked, its plugins, rules and phone put together.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sampan_device::{PersonDevice, ScriptedDevice};
use sampan_engine::config::{SampanConfig, parse_toml};
use sampan_engine::device::Device;
use sampan_engine::domain::DomainPolicy;
use sampan_engine::engine::{Command, Event};
use sampan_engine::id::AppId;
use sampan_engine::package::{Package, PackageError};
use sampan_engine::page_stack;
use sampan_engine::plugin::Plugins;
use sampan_engine::session::{Program, Setup, Start};
use sampan_engine::trace::TraceEvent;
use tokio::runtime::Handle;

use super::desk::EngineDesk;
use super::reload::{Origin, Watched};
use super::{Beside, Host, HostError, Started};
use crate::evidence::Patterns;
use crate::plugins;

impl Host {
    pub(super) async fn start(
        &self,
        origin: Origin,
        start: Start,
        beside: &Beside,
    ) -> Result<AppId, HostError> {
        let package = self.open_mended(&origin).await?;
        if let Some(page) = &start.page {
            let url = format!("/{}", page.trim_start_matches('/'));
            page_stack::target(&url, "", &package)
                .map_err(|_| HostError::Page { page: page.clone(), known: package.pages().collect() })?;
        }
        let device_file = beside.device_file.as_deref().or(self.device_file.as_deref());
        let apps = || self.apps.iter().chain(&beside.apps);
        let started = Started {
            target: origin.to_string(),
            apps: apps().cloned().collect(),
            device: device_file.map(Path::to_owned),
        };
        let mut watched = vec![Watched::new(origin, &package, device_file)];
        let mut setups = vec![self.setup(package, device_file)?];
        for folder in apps() {
            let package = Package::open(folder)?;
            let origin = Origin::Folder(folder.clone());
            watched.push(Watched::new(origin, &package, device_file));
            let setup = self.setup(package, device_file)?;
            if setups.iter().any(|other| other.package.app_id == setup.package.app_id) {
                return Err(HostError::SameId(setup.package.app_id.clone()));
            }
            let app = setup.package.app_id.clone();
            self.shared.keep_start(app, Started { target: folder.display().to_string(), ..started.clone() });
            setups.push(setup);
        }
        let app = setups[0].package.app_id.clone();
        self.shared.keep_start(app.clone(), started);
        for setup in setups {
            self.command(Command::Install(Box::new(setup)))?;
        }
        self.command(Command::Trace(Box::new(TraceEvent::Ready {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            app: app.clone(),
            browser: self.view.version().to_owned(),
            cdp: self.view.cdp_endpoint(),
            exchange: self.exchange.clone(),
            phone: self.phone().map(str::to_owned),
            automator: self.driven_at.get().map(|at| at.automator.clone()),
            driver: self.driven_at.get().map(|at| at.driver.clone()),
        })))?;
        for text in self.view.notices() {
            self.command(Command::Trace(Box::new(TraceEvent::Notice { text })))?;
        }
        let launch = |answer| Command::Launch { app: app.clone(), start, answer };
        self.ask(launch).await?.map_err(HostError::Refused)?;
        self.reload_on_change(watched);
        Ok(app)
    }

    fn setup(&self, package: Package, device_file: Option<&Path>) -> Result<Setup, HostError> {
        let device = self.device_of(&package, device_file)?;
        let masks = Patterns::new(&package.sampan.trace.mask).map_err(HostError::Masks)?;
        self.shared.add_masks(masks);
        let Program { package, plugins, domains } = program(package, &self.plugins, &self.runtime)?;
        self.shared.keep_package(package.clone());
        Ok(Setup { package, plugins, domains, device })
    }

    fn device_of(&self, package: &Package, device_file: Option<&Path>) -> Result<Arc<dyn Device>, HostError> {
        if let Some(device) = &self.device {
            return Ok(device.clone());
        }
        let (folder, config) = match device_file {
            Some(file) => read_device_file(file)?,
            None => (package.root.clone(), package.sampan.clone()),
        };
        let device =
            ScriptedDevice::new(folder, &config).map_err(|error| HostError::Device(error.to_string()))?;
        let desk = EngineDesk {
            app: package.app_id.clone(),
            engine: self.engine.clone(),
            runtime: self.runtime.clone(),
        };
        let device = Arc::new(PersonDevice::new(device, Arc::new(desk)));
        self.watch_device(package.app_id.clone(), &device);
        self.shared.keep_device(package.app_id.clone(), device.clone());
        Ok(device)
    }

    /// Tells the browser when the phone changes: at once after a change, each second along a track.
    fn watch_device(&self, app: AppId, device: &Arc<PersonDevice>) {
        let engine = self.engine.clone();
        let tell =
            move || drop(engine.unbounded_send(Event::Command(Command::DeviceChanged { app: app.clone() })));
        let walker = Arc::downgrade(device);
        let step = tell.clone();
        device.script().on_change(move |_| tell());
        self.runtime.spawn(async move {
            let mut second = tokio::time::interval(Duration::from_secs(1));
            loop {
                second.tick().await;
                match walker.upgrade() {
                    Some(device) if device.script().is_walking() => step(),
                    Some(_) => {}
                    None => return,
                }
            }
        });
    }
}

/// What a mini program's files say beside the phone. `own` are the host's plugins, which win.
pub(super) fn program(package: Package, own: &Plugins, runtime: &Handle) -> Result<Program, HostError> {
    let mut plugins = plugins::of_package(&package, runtime).map_err(HostError::Plugin)?;
    plugins.extend(own.iter().map(|(name, plugin)| (name.clone(), plugin.clone())));
    let origin = package.local_origin();
    let checked = package.project.setting.url_check;
    let domains =
        DomainPolicy::of(&origin, package.sampan.domains.as_ref(), checked).map_err(HostError::Domains)?;
    Ok(Program { package: Arc::new(package), plugins, domains: Arc::new(domains) })
}

pub(super) fn read_device_file(file: &Path) -> Result<(PathBuf, SampanConfig), HostError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| HostError::Device(format!("device file {}: {error}", file.display())))?;
    let config = parse_toml(&file.display().to_string(), &text).map_err(PackageError::from)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((folder.to_owned(), config))
}
