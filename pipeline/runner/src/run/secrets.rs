//! Secret values from the caller's environment: read once, before anything runs, and handed to the
//! steps that ask for them. Keys hold a keyed digest of each in place of the value.

use std::ffi::OsString;

use serde_json::{Value, json};

use super::Redactor;
use crate::cache::Store;
use crate::step::{FromCaller, Secret};
use crate::workflow::{PlannedStep, Workflow};

/// The name under which a step's parameters hold the digest of a value.
pub(super) const DIGEST: &str = "digest";

/// Takes the values of all steps from the caller's environment, which `variable` reads. A step that
/// lacks one cannot be resolved; see [`PlannedStep::unset`].
///
/// # Errors
///
/// If the key of the digests cannot be read or created.
pub fn take_secrets(
    workflow: &mut Workflow,
    store: &Store,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> anyhow::Result<Redactor> {
    for step in &mut workflow.steps {
        for field in step.step.caller_variables() {
            take(step, &field, store, variable(&field.variable))?;
        }
    }
    let secrets = workflow.steps.iter().flat_map(|step| step.secrets.values());
    Ok(Redactor::new(secrets))
}

/// Takes one value.
fn take(
    step: &mut PlannedStep,
    field: &FromCaller,
    store: &Store,
    value: Option<OsString>,
) -> anyhow::Result<()> {
    // An empty variable counts as unset: an empty password is a mistake more often than a password.
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        step.unset.push(field.clone());
        return Ok(());
    };
    // The key file is created only for projects with secrets.
    let digest = store.secret_key()?.digest(value.as_encoded_bytes());
    let mut place = Some(&mut step.params);
    for name in &field.path {
        place = place.and_then(|params| params.get_mut(name));
    }
    match place.and_then(Value::as_object_mut) {
        Some(object) => object.insert(DIGEST.to_owned(), json!(digest)),
        None => anyhow::bail!("step `{}` has no field `{}`", step.name, field.field()),
    };
    step.secrets.insert(field.field(), Secret::new(value));
    Ok(())
}
