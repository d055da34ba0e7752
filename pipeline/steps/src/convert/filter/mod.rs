//! `keep` and `drop`: the rows that are wanted, by the values of their columns.

mod account;
mod census;
mod check;
mod conclude;
mod rule;
mod table;
mod tally;

pub use tally::RuleCounts;

pub(crate) use account::Account;
pub(crate) use check::{names, problems};
pub(crate) use conclude::{conclude, counted};
use rule::{Rule, rules};
pub(crate) use table::write;

use super::encoding::Charset;
use super::error::ConvertError;
use super::fault::Fault;
use super::header::Header;
use super::params::Convert;
use super::reject::Reason;
use super::row::Row;
use crate::matching::Matcher;

/// The rules for the rows of one file.
pub(crate) struct Filter {
    rules: Vec<Located>,
    charset: Charset,
}

/// A rule, and the position of its column.
struct Located {
    at: usize,
    keeps: bool,
    matcher: Matcher,
}

impl Filter {
    /// The rules of the step for a file with this header.
    pub(crate) fn new(params: &Convert, header: &Header) -> Result<Self, ConvertError> {
        let locate = |rule: Rule<'_>| {
            Ok::<_, ConvertError>(Located {
                at: header.position(rule.option(), rule.column)?,
                keeps: rule.keeps,
                matcher: Matcher::new(rule.values),
            })
        };
        Ok(Self {
            rules: rules(params).map(locate).collect::<Result<_, _>>()?,
            charset: Charset::new(&params.encoding)?,
        })
    }

    /// An account without rows.
    pub(crate) fn account(&self) -> Account {
        let count = |rule: &Located| RuleCounts {
            rows: 0,
            matched: vec![false; rule.matcher.len()],
        };
        Account::new(self.rules.iter().map(count).collect())
    }

    /// The first rule that leaves a row out; `None` if the row is wanted. Notes the values that match
    /// in `account`, but does not count the row.
    #[inline]
    pub(crate) fn rule_against(
        &self,
        row: &Row<'_>,
        account: &mut Account,
    ) -> Result<Option<usize>, Fault> {
        for (at, rule) in self.rules.iter().enumerate() {
            let value = (self.charset.utf8(row.value(rule.at)))
                .ok_or(Fault::field(Reason::InvalidEncoding, rule.at))?;
            if account.matches(at, &rule.matcher, &value) != rule.keeps {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}
