//! The next action after each error.

use std::io;

use super::ConvertError;

impl ConvertError {
    /// The next action for the reader of the error.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Entry(error) => {
                let pick = "`entries: \"*.csv\"` names the files of the archive to read";
                Some(match error.hint() {
                    Some(hint) => format!("{hint}; {pick}"),
                    None => pick.to_owned(),
                })
            }
            Self::OtherFormat { hint, .. } => Some((*hint).to_owned()),
            Self::Archive { hint, .. } => hint.clone(),
            Self::AmbiguousColumn { name, .. } => Some(format!(
                "`{name}#1` is the first column of that name, `{name}#2` the second"
            )),
            Self::MissingColumn(missing) => Some(match (&missing.advice, &missing.similar) {
                (Some(advice), _) => advice.clone(),
                (None, Some(name)) => format!("did you mean `{name}`?"),
                (None, None) => match missing.field.strip_prefix("columns.") {
                    Some(field) => format!(
                        "map it with `columns: {{ {field}: … }}`; \
                         a list names alternatives for files whose headers differ"
                    ),
                    None => format!("`{}` takes the names of the header", missing.field),
                },
            }),
            Self::TooManyRejects(rejects) => Some(rejects.hint.clone()),
            Self::Elsewhere(elsewhere) => Some(format!(
                "coordinates are in the order `[lon, lat]`, a `bbox` is \
                 `[west, south, east, north]`: check `{}`, `columns` and `epsg`; \
                 `max_reject_share: 1` accepts a file without incidents",
                elsewhere.option
            )),
            Self::OtherSystem { .. } => Some(
                "check `epsg`: its zone and its unit (a code in feet for coordinates in feet), \
                 and that `x` and `y` are not exchanged; \
                 `max_reject_share: 1` accepts the places all the same"
                    .to_owned(),
            ),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::UnexpectedEof => {
                Some("the compressed file is cut off; fetch it again".to_owned())
            }
            Self::Empty { .. } => Some("remove it from `input`, or fetch it again".to_owned()),
            _ => None,
        }
    }
}
