//! The parameter `extra`.

use std::collections::BTreeMap;

use arrow::datatypes::{DataType, Field};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Columns of the source that incidents carry along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a list of columns, or a map from columns to `text`, `int`, `float`, `bool`, \
                 `date` or `{ type: …, as: … }`"
)]
pub enum Extra {
    /// Columns that are read as texts.
    Texts(Vec<String>),
    /// Columns with their types.
    Typed(BTreeMap<String, ExtraColumn>),
}

/// The type of a column, and perhaps another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "`text`, `int`, `float`, `bool`, `date` or `{ type: …, as: … }`"
)]
pub enum ExtraColumn {
    /// The type; the name is that in the source.
    Type(ExtraType),
    /// The type and the name.
    Named(NamedExtra),
}

/// The type of a column and its name among the incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedExtra {
    /// The type.
    #[serde(default, rename = "type")]
    pub kind: ExtraType,
    /// The name; without it, that in the source.
    #[serde(default, rename = "as")]
    pub name: Option<String>,
}

/// The type of a column. A value that cannot be read becomes null and is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExtraType {
    /// A text.
    #[default]
    Text,
    /// A whole number of 64 bits.
    Int,
    /// A number.
    Float,
    /// A truth value: `true`, `yes`, `y`, `t` or `1`, and `false`, `no`, `n`, `f` or `0`, in any case.
    Bool,
    /// A day, read with `time_format`.
    Date,
}

/// A column as the step reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtraField<'a> {
    /// The name in the source.
    pub(crate) column: &'a str,
    /// The name among the incidents.
    pub(crate) name: &'a str,
    pub(crate) kind: ExtraType,
}

impl Default for Extra {
    fn default() -> Self {
        Self::Texts(Vec::new())
    }
}

impl Extra {
    /// The columns, in the order of the incidents.
    pub(crate) fn fields(&self) -> Vec<ExtraField<'_>> {
        let field = |column, name, kind| ExtraField { column, name, kind };
        match self {
            Self::Texts(columns) => columns
                .iter()
                .map(|column| field(column.trim(), column.trim(), ExtraType::Text))
                .collect(),
            Self::Typed(columns) => columns
                .iter()
                .map(|(column, of)| match of {
                    ExtraColumn::Type(kind) => field(column.trim(), column.trim(), *kind),
                    ExtraColumn::Named(NamedExtra { kind, name }) => {
                        let name = name.as_deref().unwrap_or(column);
                        field(column.trim(), name.trim(), *kind)
                    }
                })
                .collect(),
        }
    }

    /// The fields of the incidents' schema.
    pub(crate) fn schema_fields(&self) -> Vec<Field> {
        let fields = self.fields();
        let field = |extra: &ExtraField<'_>| Field::new(extra.name, extra.kind.data_type(), true);
        fields.iter().map(field).collect()
    }
}

impl ExtraType {
    /// The type of the column of incidents.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Bool => DataType::Boolean,
            Self::Date => DataType::Date32,
        }
    }
}
