//! The columns of incidents that a pass reads.

/// The columns that a pass reads; the others are not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScannedColumns {
    /// The time of the incident.
    pub time: bool,
    /// Longitude and latitude.
    pub place: bool,
    /// The category.
    pub category: bool,
}

impl ScannedColumns {
    /// The time alone.
    pub const TIME: Self = Self {
        time: true,
        place: false,
        category: false,
    };
    /// Every column.
    pub const ALL: Self = Self {
        time: true,
        place: true,
        category: true,
    };
}
