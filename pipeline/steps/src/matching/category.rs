//! The categories that count.

use super::matcher::Matcher;
use super::values::Values;

/// Chooses categories by their names; an incident without a category has the name `""`.
#[derive(Clone, Debug)]
pub struct CategoryFilter {
    only: Option<Matcher>,
    except: Vec<Matcher>,
}

impl CategoryFilter {
    /// Those of `only`, or all, without those of `except`. `None` if that is all.
    pub fn new(only: Option<&Values>, except: Option<&Values>) -> Option<Self> {
        (only.is_some() || except.is_some()).then(|| Self {
            only: only.map(Matcher::new),
            except: except.map(Matcher::new).into_iter().collect(),
        })
    }

    /// Those of a filter, or all, without those of `except`.
    pub fn without(filter: Option<&Self>, except: &Values) -> Self {
        let mut filter = filter.cloned().unwrap_or(Self {
            only: None,
            except: Vec::new(),
        });
        filter.except.push(Matcher::new(except));
        filter
    }

    /// `true` if incidents of this category count.
    pub fn admits(&self, name: &str) -> bool {
        let matches = |matcher: &Matcher| {
            let mut matched = vec![false; matcher.len()];
            matcher.matches(name.trim().as_bytes(), &mut matched)
        };
        self.only.as_ref().is_none_or(matches) && !self.except.iter().any(matches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_taken_from_what_is_chosen() {
        let values = |texts: &[&str]| serde_json::from_value(serde_json::json!(texts)).unwrap();
        let (only, except): (Values, Values) = (values(&["THEFT*", ""]), values(&["*FROM CAR"]));
        let admitted = |only, except| {
            let filter = CategoryFilter::new(only, except).unwrap();
            ["THEFT", "THEFT FROM CAR", "", "ARSON"].map(|name| filter.admits(name))
        };
        assert_eq!(admitted(Some(&only), None), [true, true, true, false]);
        assert_eq!(admitted(None, Some(&except)), [true, false, true, true]);
        assert_eq!(
            admitted(Some(&only), Some(&except)),
            [true, false, true, false]
        );
        assert!(CategoryFilter::new(None, None).is_none());
        let both =
            CategoryFilter::without(CategoryFilter::new(Some(&only), None).as_ref(), &except);
        assert_eq!(
            ["THEFT", "THEFT FROM CAR", "", "ARSON"].map(|name| both.admits(name)),
            [true, false, true, false]
        );
    }
}
