//! Regressors.

use crate::error::ExogError;

/// Named regressor columns, one value per period each.
///
/// ```
/// use sarima::Exog;
/// let exog = Exog::new(["holidays"], vec![vec![1.0, 0.0, 2.0]])?;
/// assert_eq!(exog.nobs(), Some(3));
/// assert_eq!(exog.names(), ["holidays"]);
/// assert!(Exog::new(["a", "b"], vec![vec![1.0]]).is_err());
/// # Ok::<(), sarima::ExogError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exog {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Exog {
    /// No regressors.
    pub const fn none() -> Self {
        Self {
            names: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// Regressors from names and columns of one common length; every value is finite.
    ///
    /// # Errors
    /// When the counts or lengths differ, or a value is NaN or infinite.
    pub fn new<S: Into<String>>(
        names: impl IntoIterator<Item = S>,
        columns: Vec<Vec<f64>>,
    ) -> Result<Self, ExogError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if names.len() != columns.len() {
            return Err(ExogError::NameCount {
                names: names.len(),
                columns: columns.len(),
            });
        }
        let expected = columns.first().map_or(0, Vec::len);
        for (name, column) in names.iter().zip(&columns) {
            if column.len() != expected {
                return Err(ExogError::Length {
                    name: name.clone(),
                    len: column.len(),
                    expected,
                });
            }
            if let Some(index) = column.iter().position(|v| !v.is_finite()) {
                return Err(ExogError::NotFinite {
                    name: name.clone(),
                    index,
                });
            }
        }
        Ok(Self { names, columns })
    }

    /// The names, in column order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns.
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Number of regressors.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are no regressors.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Number of periods, or `None` without regressors.
    pub fn nobs(&self) -> Option<usize> {
        self.columns.first().map(Vec::len)
    }

    /// Checks that the names are exactly `names`, in that order, and that every column has `nobs`
    /// values.
    ///
    /// # Errors
    /// [`ExogError::Names`] or [`ExogError::Length`].
    pub fn check(&self, names: &[String], nobs: usize) -> Result<(), ExogError> {
        if self.names != names {
            let list = |names: &[String]| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                names.join(",")
            };
            return Err(ExogError::Names {
                expected: list(names),
                found: list(&self.names),
            });
        }
        match self.nobs() {
            Some(len) if len != nobs => Err(ExogError::Length {
                name: self.names[0].clone(),
                len,
                expected: nobs,
            }),
            _ => Ok(()),
        }
    }

    /// The columns of periods `range` only; the range is cut to the periods there are.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Self {
        let cut = |c: &Vec<f64>| {
            let end = range.end.min(c.len());
            c[range.start.min(end)..end].to_vec()
        };
        Self {
            names: self.names.clone(),
            columns: self.columns.iter().map(cut).collect(),
        }
    }
}
