//! The columns of incidents that a pass reads.

/// Which columns a pass needs. Those not needed are not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScannedColumns {
    /// The time of the incident.
    pub time: bool,
    /// Longitude and latitude.
    pub place: bool,
    /// The category.
    pub category: bool,
}
