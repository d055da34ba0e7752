//! Advice on `time_format` and `clock_format`, from all values of all files.

use super::advice::Advice;
use super::candidates::{Target, candidates};
use super::error::ConvertError;
use super::params::Convert;
use super::proposal::{Formats, Proposal, propose};
use super::reject::Reason;
use super::source_file::SourceFile;
use super::survey::Survey;

/// The error with a hint that fits all values of the column at fault. Reads all files of the step
/// again, which only a step that has failed does.
pub(crate) fn with_survey(
    error: ConvertError,
    files: &[SourceFile],
    params: &Convert,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> ConvertError {
    let ConvertError::TooManyRejects(mut rejects) = error else {
        return error;
    };
    let advice = Advice {
        params,
        reason: rejects.reason,
        field: rejects.field.as_deref(),
        value: &rejects.value,
        // Only advice on coordinates uses these, and that is given file by file.
        some_fit: false,
        other_mark: false,
    };
    let reasons = [Reason::UnparsableTime, Reason::AmbiguousTime];
    if let Some(target) = advice
        .target()
        .filter(|_| reasons.contains(&rejects.reason))
    {
        let candidates = candidates(params, target);
        let Some(survey) = Survey::of(files, params, target, &candidates, cancelled) else {
            return ConvertError::Cancelled;
        };
        let said = say(&survey, target, propose(&survey, &candidates));
        rejects.hint = advice.or_raise(&said);
    }
    ConvertError::TooManyRejects(rejects)
}

fn say(survey: &Survey, target: Target, proposal: Proposal) -> String {
    let name = match target {
        Target::Date => "time_format",
        Target::Clock => "clock_format",
    };
    let said = match proposal {
        Proposal::One(formats) if formats.current => format!(
            "`{name}` reads {} already; {}",
            share(survey, formats.values),
            unread(survey)
        ),
        Proposal::One(formats) => {
            let mut said = format!(
                "`{}` fits {}",
                setting(name, &formats),
                share(survey, formats.values)
            );
            if formats.names.iter().any(|name| name == "excel_serial") && target == Target::Date {
                said += " (`excel_serial_1904` for a workbook that counts from 1904)";
            }
            if formats.values < survey.values {
                said = format!("{said}; {}", unread(survey));
            }
            said
        }
        Proposal::Unknown(ways) => {
            let settings: Vec<String> = ways
                .iter()
                .map(|formats| format!("`{}`", setting(name, formats)))
                .collect();
            let most = ways.iter().map(|formats| formats.values).max();
            format!(
                "the values do not tell the order of day and month: {} fit {}; \
                 ask the publisher",
                settings.join(" and "),
                share(survey, most.unwrap_or_default())
            )
        }
        Proposal::Mixed(one, other) => format!(
            "the values have day and month in more than one order, as `{}` in {} line {} and \
             `{}` in {} line {}: convert the files of each order in a step of its own",
            one.value, one.file, one.line, other.value, other.file, other.line
        ),
        Proposal::Nothing => {
            format!("set `{name}` to the format of this column; a list names several")
        }
    };
    match target {
        Target::Date => said,
        Target::Clock => {
            format!("{said}; `on_bad_clock: midnight` keeps rows whose clock cannot be read")
        }
    }
}

/// The parameter as a workflow has it.
fn setting(name: &str, formats: &Formats) -> String {
    match formats.names.as_slice() {
        [one] => format!("{name}: \"{one}\""),
        many => {
            let quoted: Vec<String> = many.iter().map(|format| format!("\"{format}\"")).collect();
            format!("{name}: [{}]", quoted.join(", "))
        }
    }
}

fn share(survey: &Survey, values: u64) -> String {
    let all = survey.values;
    let files = match survey.files {
        1 => String::new(),
        n => format!(" in {n} files"),
    };
    if values < all {
        format!("{values} of {all} values{files}")
    } else if all == 1 {
        "this value".to_owned()
    } else {
        format!("all {all} values{files}")
    }
}

/// An example of the values that no format fits.
fn unread(survey: &Survey) -> String {
    match survey.fits.get(&0) {
        Some((_, example)) => format!(
            "others, such as `{}` in {} line {}, fit no known format",
            example.value, example.file, example.line
        ),
        None => "the others need another order".to_owned(),
    }
}
