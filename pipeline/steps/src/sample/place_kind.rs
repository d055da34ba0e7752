//! The kinds of dense places.

/// Kinds of dense places; each reports another mix of offences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    Background,
    Shopping,
    NightLife,
    Transit,
    Housing,
    StreetTrade,
}

impl PlaceKind {
    pub(crate) const ALL: [Self; 6] = [
        Self::Background,
        Self::Shopping,
        Self::NightLife,
        Self::Transit,
        Self::Housing,
        Self::StreetTrade,
    ];
}
