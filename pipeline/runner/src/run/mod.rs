//! Running a workflow: finding the steps that are up to date, the reasons for which the others run,
//! and running them.

mod cache_time;
mod cause;
mod commit;
mod deliver;
mod detail;
mod event;
mod execution;
mod failure;
mod files;
mod generation;
mod memory;
mod plan;
mod publish;
mod published;
mod records;
mod redact;
mod reporter;
mod resolve;
mod run_id;
mod schedule;
mod secrets;
mod session;
mod step_finished;
mod step_log;
mod step_run;
mod table_change;
mod tree;
mod unchanged;

pub use cause::{Cause, causes, recorded_causes};
pub use detail::{InputChange, RecordChanges, input_changes, record_changes};
pub use event::{Event, Outcome, Stamped, StepInfo, Units};
pub use execution::Run;
pub(crate) use failure::Failure;
pub use failure::hint_of;
pub use plan::{Plan, PlanState, plan};
pub use published::Fault;
pub use redact::Redactor;
pub use reporter::{Reporter, Sink};
pub use run_id::{now_ms, run_id};
pub use secrets::take_secrets;
pub use session::Options;
pub(crate) use session::Session;
pub use step_finished::StepFinished;
pub use step_log::{LogLine, StepLog, for_terminal, read as read_step_log};
