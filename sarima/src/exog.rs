//! Regressors: named columns with one value per period.

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
    ///
    /// ```
    /// use sarima::Exog;
    /// assert!(Exog::none().is_empty());
    /// assert_eq!(Exog::none().nobs(), None);
    /// ```
    pub const fn none() -> Self {
        Self {
            names: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// Regressors from names and columns of one common length; every value is finite.
    ///
    /// # Errors
    /// [`ExogError`] when the counts or lengths differ, or a value is NaN or infinite.
    ///
    /// ```
    /// use sarima::{Exog, ExogError};
    /// let exog = Exog::new(["rain"], vec![vec![0.0, 3.5]])?;
    /// assert_eq!(exog.columns(), [[0.0, 3.5]]);
    /// let missing = Exog::new(["rain"], vec![vec![0.0, f64::NAN]]);
    /// let name = "rain".to_owned();
    /// assert_eq!(missing, Err(ExogError::NotFinite { name, index: 1 }));
    /// # Ok::<(), ExogError>(())
    /// ```
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
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// assert_eq!(exog.names(), ["holidays", "rain"]);
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns.
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// assert_eq!(exog.columns()[1], [0.0, 3.5, 1.0]);
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Number of regressors.
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// assert_eq!(exog.len(), 2);
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// `true` if there are no regressors.
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// assert!(!exog.is_empty());
    /// assert!(Exog::none().is_empty());
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Number of periods, or `None` without regressors.
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// assert_eq!(exog.nobs(), Some(3));
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
    pub fn nobs(&self) -> Option<usize> {
        self.columns.first().map(Vec::len)
    }

    /// Checks that the names are `names`, in that order, and that every column has `nobs` values.
    ///
    /// # Errors
    /// [`ExogError::Names`] or [`ExogError::Length`].
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// let names = ["holidays".to_owned(), "rain".to_owned()];
    /// assert!(exog.check(&names, 3).is_ok());
    /// let error = exog.check(&names, 4).unwrap_err();
    /// assert_eq!(error.to_string(), "regressor `holidays` has `3` values, expected `4`");
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
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

    /// The columns over `range` only, which is cut to the periods there are.
    ///
    /// ```
    /// # use sarima::Exog;
    /// let exog = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.5, 1.0]])?;
    /// let last = exog.slice(1..9);
    /// assert_eq!(last.columns(), [[0.0, 2.0], [3.5, 1.0]]);
    /// # Ok::<(), sarima::ExogError>(())
    /// ```
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
