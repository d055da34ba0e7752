//! The offences that are reported, with how often each kind of place reports them.

/// One row of the offence table.
pub(crate) struct Offence {
    pub(crate) iucr: &'static str,
    pub(crate) category: &'static str,
    pub(crate) description: &'static str,
    pub(crate) fbi: &'static str,
    pub(crate) arrest: f64,
    pub(crate) domestic: f64,
    /// Relative frequency in each kind of place, in the order of [`PlaceKind::ALL`].
    pub(crate) weight: [f64; 6],
}

const fn offence(
    row: (&'static str, &'static str, &'static str, &'static str),
    arrest: f64,
    domestic: f64,
    weight: [f64; 6],
) -> Offence {
    Offence {
        iucr: row.0,
        category: row.1,
        description: row.2,
        fbi: row.3,
        arrest,
        domestic,
        weight,
    }
}

pub(crate) const OFFENCES: &[Offence] = &[
    offence(
        ("0820", "THEFT", "$500 AND UNDER", "06"),
        0.06,
        0.02,
        [90.0, 120.0, 60.0, 90.0, 40.0, 30.0],
    ),
    offence(
        ("0810", "THEFT", "OVER $500", "06"),
        0.03,
        0.02,
        [60.0, 60.0, 60.0, 40.0, 20.0, 15.0],
    ),
    offence(
        ("0860", "THEFT", "RETAIL THEFT", "06"),
        0.45,
        0.00,
        [20.0, 260.0, 10.0, 10.0, 2.0, 4.0],
    ),
    offence(
        ("0870", "THEFT", "POCKET-PICKING", "06"),
        0.02,
        0.00,
        [5.0, 20.0, 40.0, 60.0, 1.0, 1.0],
    ),
    offence(
        ("0890", "THEFT", "FROM BUILDING", "06"),
        0.05,
        0.05,
        [25.0, 30.0, 30.0, 5.0, 15.0, 5.0],
    ),
    offence(
        ("0460", "BATTERY", "SIMPLE", "08B"),
        0.20,
        0.15,
        [70.0, 40.0, 110.0, 50.0, 70.0, 60.0],
    ),
    offence(
        ("0486", "BATTERY", "DOMESTIC BATTERY SIMPLE", "08B"),
        0.20,
        0.99,
        [80.0, 5.0, 20.0, 5.0, 190.0, 60.0],
    ),
    offence(
        (
            "0430",
            "BATTERY",
            "AGGRAVATED - OTHER DANGEROUS WEAPON",
            "04B",
        ),
        0.22,
        0.25,
        [9.0, 3.0, 14.0, 6.0, 14.0, 14.0],
    ),
    offence(
        ("1310", "CRIMINAL DAMAGE", "TO PROPERTY", "14"),
        0.06,
        0.15,
        [60.0, 15.0, 30.0, 15.0, 60.0, 30.0],
    ),
    offence(
        ("1320", "CRIMINAL DAMAGE", "TO VEHICLE", "14"),
        0.03,
        0.08,
        [60.0, 15.0, 40.0, 20.0, 40.0, 25.0],
    ),
    offence(
        (
            "1811",
            "NARCOTICS",
            "POSSESS - CANNABIS 30 GRAMS OR LESS",
            "18",
        ),
        0.99,
        0.00,
        [25.0, 4.0, 15.0, 10.0, 20.0, 160.0],
    ),
    offence(
        ("2027", "NARCOTICS", "POSSESS - CRACK", "18"),
        0.99,
        0.00,
        [10.0, 1.0, 3.0, 6.0, 8.0, 90.0],
    ),
    offence(
        ("2024", "NARCOTICS", "POSSESS - HEROIN (WHITE)", "18"),
        0.99,
        0.00,
        [8.0, 1.0, 1.0, 6.0, 5.0, 110.0],
    ),
    offence(
        ("0560", "ASSAULT", "SIMPLE", "08A"),
        0.18,
        0.15,
        [45.0, 25.0, 50.0, 40.0, 45.0, 30.0],
    ),
    offence(
        ("051A", "ASSAULT", "AGGRAVATED - HANDGUN", "04A"),
        0.25,
        0.10,
        [9.0, 3.0, 8.0, 7.0, 12.0, 14.0],
    ),
    offence(
        ("0610", "BURGLARY", "FORCIBLE ENTRY", "05"),
        0.05,
        0.01,
        [40.0, 8.0, 10.0, 2.0, 30.0, 12.0],
    ),
    offence(
        ("0620", "BURGLARY", "UNLAWFUL ENTRY", "05"),
        0.05,
        0.02,
        [15.0, 4.0, 8.0, 1.0, 15.0, 4.0],
    ),
    offence(
        ("0910", "MOTOR VEHICLE THEFT", "AUTOMOBILE", "07"),
        0.07,
        0.01,
        [45.0, 15.0, 25.0, 12.0, 25.0, 18.0],
    ),
    offence(
        ("031A", "ROBBERY", "ARMED - HANDGUN", "03"),
        0.07,
        0.01,
        [16.0, 8.0, 16.0, 20.0, 14.0, 24.0],
    ),
    offence(
        ("0320", "ROBBERY", "STRONG ARM - NO WEAPON", "03"),
        0.10,
        0.01,
        [14.0, 12.0, 18.0, 45.0, 9.0, 18.0],
    ),
    offence(
        (
            "1153",
            "DECEPTIVE PRACTICE",
            "FINANCIAL IDENTITY THEFT OVER $ 300",
            "11",
        ),
        0.02,
        0.02,
        [25.0, 15.0, 8.0, 2.0, 14.0, 3.0],
    ),
    offence(
        ("1150", "DECEPTIVE PRACTICE", "CREDIT CARD FRAUD", "11"),
        0.05,
        0.01,
        [9.0, 40.0, 10.0, 6.0, 3.0, 1.0],
    ),
    offence(
        ("1330", "CRIMINAL TRESPASS", "TO LAND", "26"),
        0.75,
        0.04,
        [15.0, 40.0, 16.0, 25.0, 25.0, 25.0],
    ),
    offence(
        ("1365", "CRIMINAL TRESPASS", "TO RESIDENCE", "26"),
        0.50,
        0.20,
        [8.0, 1.0, 1.0, 1.0, 18.0, 5.0],
    ),
    offence(
        (
            "143A",
            "WEAPONS VIOLATION",
            "UNLAWFUL POSS OF HANDGUN",
            "15",
        ),
        0.90,
        0.01,
        [9.0, 1.0, 6.0, 3.0, 9.0, 25.0],
    ),
    offence(
        ("2820", "OTHER OFFENSE", "TELEPHONE THREAT", "26"),
        0.03,
        0.35,
        [25.0, 8.0, 6.0, 2.0, 25.0, 6.0],
    ),
    offence(
        (
            "2826",
            "OTHER OFFENSE",
            "HARASSMENT BY ELECTRONIC MEANS",
            "26",
        ),
        0.04,
        0.45,
        [15.0, 4.0, 4.0, 1.0, 16.0, 3.0],
    ),
    offence(
        ("0281", "CRIM SEXUAL ASSAULT", "NON-AGGRAVATED", "02"),
        0.10,
        0.15,
        [6.0, 2.0, 10.0, 2.0, 7.0, 3.0],
    ),
    offence(
        (
            "1752",
            "OFFENSE INVOLVING CHILDREN",
            "AGG CRIM SEX ABUSE FAM MEMBER",
            "17",
        ),
        0.12,
        0.70,
        [4.0, 0.0, 0.0, 0.0, 7.0, 1.0],
    ),
    offence(
        ("1506", "PROSTITUTION", "SOLICIT ON PUBLIC WAY", "16"),
        0.99,
        0.00,
        [2.0, 0.0, 4.0, 2.0, 0.0, 30.0],
    ),
    offence(
        ("0502", "PUBLIC PEACE VIOLATION", "RECKLESS CONDUCT", "24"),
        0.70,
        0.05,
        [6.0, 4.0, 20.0, 9.0, 6.0, 9.0],
    ),
    offence(
        ("1020", "ARSON", "BY FIRE", "09"),
        0.12,
        0.05,
        [2.0, 0.3, 0.6, 0.3, 2.0, 2.0],
    ),
    offence(
        ("0110", "HOMICIDE", "FIRST DEGREE MURDER", "01A"),
        0.40,
        0.08,
        [0.8, 0.1, 0.9, 0.3, 1.2, 2.0],
    ),
    offence(
        ("5114", "NON-CRIMINAL", "FOID - REVOCATION", "26"),
        0.05,
        0.00,
        [0.2, 0.0, 0.1, 0.0, 0.1, 0.1],
    ),
];
