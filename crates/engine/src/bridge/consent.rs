//! The second and third gate: has the user granted the scope, and does the phone itself allow it.

use std::collections::BTreeMap;

use super::Cx;
use crate::device::Consent;
use crate::error::ApiError;
use crate::prompt::{Prompt, Reply};
use crate::scope::Scope;
use crate::trace::TraceEvent;

impl Cx {
    /// Passes when the user has granted the scope, asking once; and when the phone's own switch is on.
    pub async fn consent(&self, scope: Scope) -> Result<(), ApiError> {
        let granted = match self.storage()?.granted(scope).await? {
            Some(granted) => granted,
            None => self.ask_for(scope).await?,
        };
        if !granted {
            return Err(ApiError::AuthDeny);
        }
        match self.device().consent(scope.name()) {
            Consent::SystemOff => Err(ApiError::SystemDenied),
            _ => Ok(()),
        }
    }

    /// Asks the user, and remembers what they said. Nobody there, or a page that is not shown: no, and not remembered.
    async fn ask_for(&self, scope: Scope) -> Result<bool, ApiError> {
        let said = match self.device().consent(scope.name()) {
            // The phone's own switch comes last; whether the user would grant the scope is asked first.
            Consent::Allow | Consent::SystemOff => Some(true),
            Consent::Deny => Some(false),
            Consent::Ask => None,
        };
        let prompt = self.scope_prompt(scope);
        let granted = if let Some(granted) = said {
            self.session.borrow().trace(TraceEvent::Prompt {
                prompt,
                answer: Some(if granted { "allow" } else { "deny" }.to_owned()),
                reason: Some("[consent] of the device file".to_owned()),
            });
            granted
        } else {
            let key = format!("[consent] \"{}\" = \"allow\"", scope.name());
            let Some(reply) = self.ask(prompt, &key).await? else { return Ok(false) };
            // Another call may have asked the same meanwhile; the newer answer counts.
            reply.accept
        };
        self.storage()?.grant(scope, granted).await?;
        Ok(granted)
    }

    fn scope_prompt(&self, scope: Scope) -> Prompt {
        let text = self.session.borrow().purpose(&self.caller.app, scope);
        Prompt {
            id: 0,
            app: self.caller.app.clone(),
            page: self.caller.page,
            origin: self.caller.origin.clone(),
            kind: scope.name().to_owned(),
            text,
            default_text: String::new(),
        }
    }

    /// `None`: nobody answered.
    async fn ask(&self, prompt: Prompt, key: &str) -> Result<Option<Reply>, ApiError> {
        let waiting = self.session.borrow_mut().ask(prompt, key)?;
        Ok(match waiting {
            Some(waiting) => waiting.await.ok(),
            None => None,
        })
    }

    /// What the user has said of each scope that was asked for.
    pub async fn granted(&self) -> Result<BTreeMap<String, bool>, ApiError> {
        self.storage()?.scopes().await
    }

    /// Lays the device file's `[consent]` over what was said before, for the scopes that were asked for.
    pub async fn set_scopes(&self) -> Result<(), ApiError> {
        let storage = self.storage()?;
        let asked = storage.scopes().await?;
        for scope in Scope::ALL.into_iter().filter(|scope| asked.contains_key(scope.name())) {
            match self.device().consent(scope.name()) {
                Consent::Allow | Consent::SystemOff => storage.grant(scope, true).await?,
                Consent::Deny => storage.grant(scope, false).await?,
                Consent::Ask => {}
            }
        }
        Ok(())
    }
}
