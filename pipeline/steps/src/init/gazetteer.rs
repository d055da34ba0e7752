//! A coarse table of the world's cities: where a name is, and which city and time zone are near a
//! place.

/// The table, made by `tests/fixtures/places/make.py` from GeoNames (CC BY 4.0). A line is a city
/// of 40,000 people or more, the largest first.
const CITIES: &str = include_str!("cities.tsv");

/// A city of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct City {
    /// The name, mostly in English.
    pub name: &'static str,
    /// The name in ASCII, where that is another text.
    pub(super) ascii: &'static str,
    /// Country, two letters of ISO 3166.
    pub country: &'static str,
    /// The country's region, such as `IL`, in the codes of GeoNames.
    pub region: &'static str,
    /// Longitude and latitude of the centre in degrees, to 0.01.
    pub place: [f64; 2],
    /// Time zone, as IANA names it.
    pub zone: &'static str,
}

impl City {
    fn of_line(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        Some(Self {
            name: next()?,
            ascii: next()?,
            country: next()?,
            region: next()?,
            place: [next()?.parse().ok()?, next()?.parse().ok()?],
            zone: next()?,
        })
    }

    /// `true` if this is a name of the city; `New York` is one of New York City.
    fn is_called(&self, name: &str) -> bool {
        let own = plain(self.name);
        own == name || own.strip_suffix(" city") == Some(name) || plain(self.ascii) == name
    }

    /// `true` if this is a name of the city without blanks, as files have it: `stlouis`.
    fn is_written(&self, word: &str) -> bool {
        let letters = |name: &str| -> String {
            let letters = name.chars().filter(|c| c.is_alphabetic());
            letters.flat_map(char::to_lowercase).collect()
        };
        let own = letters(self.name);
        own == word || own.strip_suffix("city") == Some(word)
    }
}

fn cities() -> impl Iterator<Item = City> {
    CITIES.lines().filter_map(City::of_line)
}

/// Every city, the largest first.
pub(super) fn by_size() -> Vec<City> {
    cities().collect()
}

/// Small letters without marks, so that `St. Louis` and `saint-louis` are one name.
fn plain(name: &str) -> String {
    let words = name
        .split(|c: char| c.is_whitespace() || "-_.,".contains(c))
        .filter(|word| !word.is_empty())
        .map(|word| match word.to_lowercase().as_str() {
            "st" => "saint".to_owned(),
            other => other.to_owned(),
        });
    words.collect::<Vec<_>>().join(" ")
}

/// The cities of a name, the largest first. A country or region behind a comma chooses among them:
/// `Vancouver, WA`.
///
/// ```
/// use hotcast_steps::init::cities_named;
/// assert_eq!(cities_named("köln")[0].zone, "Europe/Berlin");
/// assert_eq!(cities_named("London, CA")[0].zone, "America/Toronto");
/// assert!(cities_named("nowhere").is_empty());
/// ```
#[must_use]
pub fn cities_named(text: &str) -> Vec<City> {
    let (name, within) = match text.split_once(',') {
        Some((name, within)) => (name, Some(within.trim())),
        None => (text, None),
    };
    let name = plain(name);
    let is_within = |city: &City| {
        within.is_none_or(|within| {
            within.eq_ignore_ascii_case(city.country) || within.eq_ignore_ascii_case(city.region)
        })
    };
    cities()
        .filter(|city| city.is_called(&name) && is_within(city))
        .collect()
}

/// The largest city whose name stands in a text, between characters that are not letters: that of
/// `chicago_crimes_2003.csv` is Chicago. A name of several words wins over one of fewer.
pub(super) fn city_within(text: &str) -> Option<City> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let phrases = |length: usize| words.windows(length).map(|words| words.join(" "));
    (1..=3).rev().find_map(|length| {
        // Short words are abbreviations far more often than cities.
        let names: Vec<String> = phrases(length)
            .filter(|phrase| phrase.chars().count() > 3)
            .map(|phrase| plain(&phrase))
            .collect();
        cities().find(|city| {
            let is_name = |name: &String| city.is_called(name) || city.is_written(name);
            names.iter().any(is_name)
        })
    })
}

/// The nearest city of a place, and how many kilometres away it is.
pub(super) fn nearest_city(place: [f64; 2]) -> Option<(City, f64)> {
    cities()
        .map(|city| (city, distance_km(city.place, place)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The great-circle distance of two places, in kilometres (haversine formula).
pub(super) fn distance_km(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [lon, lat] = [0, 1].map(|i| (b[i] - a[i]).to_radians());
    let chord = (lat / 2.0).sin().powi(2)
        + a[1].to_radians().cos() * b[1].to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * crate::space::EARTH_RADIUS_M / 1000.0 * chord.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_city_with_a_zone_that_exists() {
        assert_eq!(cities().count(), CITIES.lines().count());
        for city in cities() {
            assert!(city.zone.parse::<chrono_tz::Tz>().is_ok(), "{}", city.zone);
        }
    }

    #[test]
    fn names_are_found_in_any_spelling_and_the_largest_comes_first() {
        let zone = |name: &str| cities_named(name).first().map(|city| city.zone);
        assert_eq!(zone("LONDON"), Some("Europe/London"));
        assert_eq!(zone("Saint-Louis"), Some("America/Chicago"));
        assert_eq!(zone("new york"), Some("America/New_York"));
        assert_eq!(zone("Vancouver, US"), Some("America/Los_Angeles"));
        assert_eq!(zone("Vancouver"), Some("America/Vancouver"));
    }

    #[test]
    fn a_file_name_tells_its_city() {
        let name = |text: &str| city_within(text).map(|city| city.name);
        assert_eq!(name("data/chicago_crimes_2003.csv.zst"), Some("Chicago"));
        assert_eq!(name("san-francisco.csv"), Some("San Francisco"));
        assert_eq!(name("stlouis.csv"), Some("St. Louis"));
        assert_eq!(name("newyork_2020.csv"), Some("New York City"));
        assert_eq!(name("2024-01-metropolitan-street.csv"), None);
        assert_eq!(name("export.csv"), None);
    }

    #[test]
    fn the_nearest_city_of_a_place_is_known_with_its_distance() {
        let (city, km) = nearest_city([-87.63, 41.88]).unwrap();
        assert_eq!((city.country, city.region), ("US", "IL"));
        assert!(km < 5.0, "{km}");
        // A degree of latitude.
        assert!((distance_km([10.0, 50.0], [10.0, 51.0]) - 111.195).abs() < 0.01);
    }
}
