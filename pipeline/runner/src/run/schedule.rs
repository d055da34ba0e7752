//! Runs the steps, each as soon as its inputs are there.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::resolve::resolve;
use super::step_run::Task;
use super::{Cause, Event, Failure, Outcome, Session, StepFinished, StepLog, Units, causes};
use crate::cache::{Action, Digest, Head, HeadStep};
use crate::step::Progress;

/// The interval at which memory is sampled and progress is drawn. It is short enough to catch the
/// peak of most steps; a sample is one small read.
const TICK: Duration = Duration::from_millis(20);

/// The numbers of steps by outcome.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) ran: usize,
    pub(super) reused: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) interrupted: bool,
}

impl Totals {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self {
                interrupted: true, ..
            } => Outcome::Interrupted,
            Self {
                failed: 0,
                ran: 0,
                skipped: 0,
                ..
            } => Outcome::Reused,
            Self {
                failed: 0,
                skipped: 0,
                ..
            } => Outcome::Ran,
            // Skipped without a failure: the run stopped before their turn.
            Self { failed: 0, .. } => Outcome::Interrupted,
            _ => Outcome::Failed,
        }
    }
}

struct Done {
    index: usize,
    result: Result<(Arc<Action>, Outcome), Failure>,
}

/// Runs the needed steps.
pub(super) fn run_steps(
    session: &Session<'_>,
    needed: &[bool],
    head: Head,
) -> anyhow::Result<Totals> {
    std::thread::scope(|scope| {
        // Dropping the sender ends the ticking thread; a flag would leave it a tick to sleep.
        let (finished, wait) = mpsc::channel::<()>();
        scope.spawn(move || {
            while wait.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                session.memory.sample();
                session.reporter.tick();
            }
        });
        let result = Scheduler::new(session, needed, head).run();
        drop(finished);
        result
    })
}

struct Scheduler<'a> {
    session: &'a Session<'a>,
    waiting: Vec<usize>,
    done: Vec<Option<Arc<Action>>>,
    failed: Vec<bool>,
    head: Head,
    /// `true` if the head has changed since it was saved.
    unsaved: bool,
    result: Totals,
}

impl<'a> Scheduler<'a> {
    fn new(session: &'a Session<'a>, needed: &[bool], head: Head) -> Self {
        let n = session.workflow.steps.len();
        let waiting = (0..n).filter(|&index| needed[index]).collect();
        Self {
            session,
            waiting,
            done: vec![None; n],
            failed: vec![false; n],
            head,
            unsaved: false,
            result: Totals::default(),
        }
    }

    /// Starts steps and takes their results until nothing runs.
    fn run(mut self) -> anyhow::Result<Totals> {
        let (sender, receiver) = mpsc::channel::<Done>();
        let jobs = self.session.options.jobs.max(1);
        let session = self.session;
        let threads = |index: usize| session.workflow.steps[index].limits.threads(jobs);
        let mut free = jobs;
        std::thread::scope(|scope| -> anyhow::Result<()> {
            loop {
                self.skip_hopeless();
                // A step that needs many threads waits for them, and those behind it wait with it;
                // otherwise small steps could keep it waiting for ever.
                while let Some(index) = self.next_ready(|index| threads(index) <= free) {
                    let (sender, session, done, head) = (
                        sender.clone(),
                        self.session,
                        self.done.clone(),
                        self.head.clone(),
                    );
                    free -= threads(index);
                    scope.spawn(move || {
                        let run = || run_one(session, index, &done, &head);
                        // Without an answer the run would wait for this step for ever.
                        let result = panic::catch_unwind(AssertUnwindSafe(run));
                        let result = result.unwrap_or_else(|_| Err(panicked(session, index)));
                        // The receiver lives as long as this scope.
                        let _ = sender.send(Done { index, result });
                    });
                }
                // After new steps have started, so that they do not wait for the disk. A crash
                // before it loses explanations, not results.
                self.save_head()?;
                // Nothing runs, and nothing could be started.
                if free == jobs {
                    return Ok(());
                }
                let done = receiver.recv()?;
                free += threads(done.index);
                self.take(done);
            }
        })?;
        Ok(self.result)
    }

    /// Skips steps that read something which failed, and all steps after a failure or an
    /// interruption unless the run is to keep going.
    fn skip_hopeless(&mut self) {
        let stop = self.session.is_cancelled()
            || (self.result.failed > 0 && !self.session.options.keep_going);
        // Repeated, since a skipped step makes those that read it hopeless.
        loop {
            let hopeless = |&index: &usize| {
                stop || self.session.workflow.steps[index]
                    .dependencies()
                    .iter()
                    .any(|&before| self.failed[before])
            };
            let Some(at) = self.waiting.iter().position(hopeless) else {
                return;
            };
            let index = self.waiting.remove(at);
            self.failed[index] = true;
            self.result.skipped += 1;
            let name = &self.session.workflow.steps[index].name;
            self.session
                .report_end(StepFinished::new(name, Outcome::Skipped));
        }
    }

    /// Takes the first step that waits for nothing any more, if it fits.
    fn next_ready(&mut self, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let is_ready = |&index: &usize| {
            self.session.workflow.steps[index]
                .dependencies()
                .iter()
                .all(|&before| self.done[before].is_some())
        };
        let at = self.waiting.iter().position(is_ready)?;
        fits(self.waiting[at]).then(|| self.waiting.remove(at))
    }

    fn take(&mut self, done: Done) {
        let name = &self.session.workflow.steps[done.index].name;
        match done.result {
            Ok((action, outcome)) => {
                *(if outcome == Outcome::Ran {
                    &mut self.result.ran
                } else {
                    &mut self.result.reused
                }) += 1;
                self.advance_head(name, action.key);
                self.done[done.index] = Some(action);
            }
            Err(failure) => {
                self.failed[done.index] = true;
                match failure {
                    Failure::Interrupted => self.result.interrupted = true,
                    Failure::Failed { .. } => self.result.failed += 1,
                }
            }
        }
    }

    fn advance_head(&mut self, name: &str, key: Digest) {
        let before = self.head.steps.get(name).map(|step| step.key);
        // An unchanged key keeps the one before it, so that the last change stays explained.
        if before != Some(key) {
            let step = HeadStep {
                key,
                previous: before,
            };
            self.head.steps.insert(name.to_owned(), step);
            self.unsaved = true;
        }
    }

    fn save_head(&mut self) -> anyhow::Result<()> {
        if std::mem::take(&mut self.unsaved) {
            let (session, name) = (self.session, &self.session.workflow.name);
            session.store.commit_head(name, &self.head, &session.tmp)?;
        }
        Ok(())
    }
}

/// Reports that a step has panicked. The panic's message is on standard error already.
fn panicked(session: &Session<'_>, index: usize) -> Failure {
    let message = "the program panicked";
    let name = &session.workflow.steps[index].name;
    session.report_end(StepFinished {
        error: Some(message.to_owned()),
        ..StepFinished::new(name, Outcome::Failed)
    });
    Failure::Failed {
        message: message.to_owned(),
        hint: None,
    }
}

/// Finds or computes one step, publishes its result and reports its end.
fn run_one(
    session: &Session<'_>,
    index: usize,
    done: &[Option<Arc<Action>>],
    head: &Head,
) -> Result<(Arc<Action>, Outcome), Failure> {
    let step = &session.workflow.steps[index];
    let started = Instant::now();
    session.memory.start(&step.name);
    let result = find_or_run(session, index, done, head, started);
    // Whatever the result is: otherwise the step would be sampled until the run's end.
    let max_rss_bytes = session.memory.finish(&step.name);
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let result = result.map_err(Failure::from);
    let finished = match &result {
        Ok((action, outcome, units)) => {
            StepFinished::with_result(&step.name, *outcome, action, *units)
        }
        Err(Failure::Interrupted) => StepFinished::new(&step.name, Outcome::Interrupted),
        Err(Failure::Failed { message, hint }) => StepFinished {
            error: Some(message.clone()),
            hint: hint.clone(),
            ..StepFinished::new(&step.name, Outcome::Failed)
        },
    };
    session.report_end(StepFinished {
        elapsed_ms,
        max_rss_bytes: (finished.outcome != Outcome::Reused).then_some(max_rss_bytes),
        cache_ms: session.cache_time.of_step_ms(&step.name),
        ..finished
    });
    result.map(|(action, outcome, _)| (action, outcome))
}

/// Finds the result of a step, or computes it, and publishes it.
fn find_or_run(
    session: &Session<'_>,
    index: usize,
    done: &[Option<Arc<Action>>],
    head: &Head,
    started: Instant,
) -> anyhow::Result<(Arc<Action>, Outcome, Option<Units>)> {
    let step = &session.workflow.steps[index];
    let resolved = session.cache_time.of(&step.name, || {
        session
            .pool
            .install(|| resolve(session.store, session.stat, session.workflow, step, done))
    })?;
    let material = resolved.material(step)?;
    let key = material.key();
    let reuse = !session.options.no_cache && !session.options.force.contains(&step.name);
    if reuse && let Some(mut action) = session.cache_time.of(&step.name, || session.find(key))? {
        action.rename(resolved.source_labels(step));
        // A cached step is published too: the published files may be gone or have changed.
        session.publish(step, &action, None)?;
        return Ok((Arc::new(action), Outcome::Reused, None));
    }
    let last = head
        .steps
        .get(&step.name)
        .and_then(|head| session.store.action(head.key).ok().flatten());
    let causes = if reuse {
        causes(
            step,
            &session.workflow.steps,
            last.as_ref(),
            &material,
            &resolved.labels,
        )
    } else {
        vec![Cause::Forced]
    };
    session.reporter.emit(Event::StepStarted {
        step: step.name.clone(),
        key,
        causes,
    });
    let progress = Arc::new(Progress::default());
    session.reporter.watch(&step.name, &progress);
    let task = Task {
        session,
        step,
        resolved,
        material,
        progress,
        reuse,
        started,
        began: started,
        log: Arc::new(StepLog::new(&session.logs, &step.name, session.reporter)),
    };
    let dir = task.dir();
    let (action, units) = task.run()?;
    session.publish(step, &action, Some(&dir))?;
    Ok((Arc::new(action), Outcome::Ran, units))
}
