//! Puts together what the samples say: the parameters of `convert`, what the data can bear, and a
//! sentence about each.

use chrono_tz::Tz;

use super::area::{self, Area};
use super::capacity::{self, Capacity};
use super::column::Formats;
use super::dates::{self, DateOrder, Found};
use super::error::InitError;
use super::gazetteer::{City, cities_named, city_within};
use super::group::groups;
use super::mapping::{Mapping, map_columns};
use super::place_choice::{self, Spot};
use super::question::Answer;
use super::sample::{Sample, sample};
use super::systems::city_at;
use super::times::Resolution;
use super::trial::Trial;
use super::{years, zone};
use crate::convert::{
    Charset, Convert, Dialect, Longitudes, Member, OnBadClock, OneOrMany, SourceFile, Text,
};
use hotcast_runner::FilePattern;

/// What a person can say beforehand.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the workflow; by default that of the first file.
    pub name: Option<String>,
    /// The city, by its name or as `lon,lat`.
    pub city: Option<String>,
    /// The order of day and month, where the values do not tell it.
    pub date_order: Option<DateOrder>,
}

/// All that is known of the files.
pub(super) struct Draft {
    pub(super) name: String,
    /// The files as the workflow names them.
    pub(super) input: Vec<String>,
    pub(super) params: Convert,
    pub(super) mapping: Mapping,
    pub(super) dates: Found,
    pub(super) resolution: Resolution,
    pub(super) place: Spot,
    pub(super) city: Option<City>,
    pub(super) area: Option<Area>,
    pub(super) capacity: Option<Capacity>,
    pub(super) trial: Trial,
    pub(super) files: usize,
    pub(super) bytes: u64,
    /// Files that were not looked at to their end.
    pub(super) unread: Vec<String>,
}

impl Draft {
    /// Looks at the files.
    pub(super) fn of(
        files: &[SourceFile],
        input: &[String],
        options: &Options,
        who: &mut dyn Answer,
    ) -> Result<Self, InitError> {
        let samples = sample(files)?;
        let name = name(options, files);
        open_all(&samples)?;
        let formats = Formats::new();
        let groups = groups(&samples, &formats)?;
        let named =
            place_choice::given(options.city.as_deref())?.or_else(|| guess_city(options, files));
        let mapping = map_columns(&samples, &groups, who)?;
        let pattern = FilePattern::Many(input.to_vec());
        let mut params = Convert::new(pattern, mapping.columns.clone());
        mapping.form(&groups[0].form, &samples, &mut params);
        let place = place_choice::choose(&samples, &groups, named, &mut params, who)?;
        let country = place.city.map(|city| city.country);
        let dates = match groups[0].roles.times.date {
            Some(_) => dates::of_dates(
                &samples,
                &groups,
                &formats,
                options.date_order,
                country,
                who,
            ),
            None => Found {
                names: vec!["iso".to_owned()],
                values: 0,
                read: 0,
                doubt: None,
                guessed: false,
            },
        };
        params.time_format = one_or_many(dates.names.clone());
        if groups[0].roles.times.clock.is_some() {
            let (names, unread) = dates::of_clocks(&samples, &groups, &formats);
            params.clock_format = one_or_many(names);
            if unread {
                params.on_bad_clock = OnBadClock::Midnight;
            }
        }
        let mut trial = Trial::of(&samples, &params)?;
        if trial.rows_kept == 0 {
            return Err(nothing_kept(&trial));
        }
        if place_choice::orient(&trial.points, place.city, &mut params) {
            trial = Trial::of(&samples, &params)?;
        }
        let middle = middle(&trial.points);
        let city = place.city.or_else(|| middle.and_then(city_at));
        let resolution = groups[0].roles.times.resolution;
        // A zone matters where the values state an offset and are not what clocks showed there.
        if groups[0].roles.times.with_offset > 0.5
            && let Some(city) = city
            && let Ok(tz) = city.zone.parse::<Tz>()
            && zone::is_utc(&trial.times, tz)
        {
            params.timezone = Some(city.zone.to_owned());
        }
        let area = area::of(&trial.points);
        if let Some(area) = area.as_ref().filter(|area| area.astray > 0) {
            params.bbox = Some(area.bounds);
            if params.epsg.is_none() {
                params.sentinels = area
                    .sentinels
                    .iter()
                    .map(|(place, _)| as_stated(*place, &params))
                    .collect();
            }
        }
        // Files that were not read to their end would make later years look sparse.
        if samples.iter().all(|sample| sample.reached >= 1.0) {
            let years = years::of(&trial.times);
            (params.since, params.until) = (years.since, years.until);
        }
        let trial = Trial::of(&samples, &params)?;
        if trial.rows_kept == 0 {
            return Err(nothing_kept(&trial));
        }
        let capacity = capacity::choose(&trial.points, &trial.times, trial.scale, resolution);
        Ok(Self {
            name,
            input: input.to_vec(),
            mapping,
            dates,
            resolution,
            place,
            city,
            area,
            capacity,
            trial,
            params,
            files: files.len(),
            bytes: samples.iter().map(|sample| sample.bytes).sum(),
            unread: samples
                .iter()
                .filter(|sample| sample.reached < 1.0)
                .map(|sample| sample.label.clone())
                .collect(),
        })
    }
}

/// Opens every text as `convert` does, which refuses what is not a CSV and says what it is.
fn open_all(samples: &[Sample]) -> Result<(), InitError> {
    let any = Convert::new(
        FilePattern::Many(Vec::new()),
        crate::convert::Columns::default(),
    );
    let dialect = Dialect::new(&any)?;
    for sample in samples {
        let start = sample.pieces.first().map_or(&[][..], Vec::as_slice);
        let member = Member::new(sample.label.clone(), Box::new(start))?;
        Text::open(member, &dialect, Charset::Auto, false)?;
    }
    Ok(())
}

/// The workflow's name: letters, digits and hyphens.
fn name(options: &Options, files: &[SourceFile]) -> String {
    if let Some(name) = &options.name {
        return name.clone();
    }
    let of_file = files.first().map_or("", |file| {
        let last = file.label.rsplit('/').next().unwrap_or_default();
        last.split('.').next().unwrap_or_default()
    });
    let words: Vec<String> = of_file
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    // Of several files, what the first one's name says of itself alone is no name.
    let is_number = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
    let kept: Vec<String> = match files.len() {
        1 => words,
        _ => words.into_iter().filter(|word| !is_number(word)).collect(),
    };
    match kept.join("-") {
        name if name.starts_with(|c: char| c.is_ascii_alphabetic()) => name,
        name if name.is_empty() => "incidents".to_owned(),
        name => format!("incidents-{name}"),
    }
}

fn guess_city(options: &Options, files: &[SourceFile]) -> Option<City> {
    let name = options.name.as_deref().and_then(city_within);
    name.or_else(|| {
        files
            .iter()
            .take(20)
            .find_map(|file| city_within(&file.label))
    })
}

/// The cities of a name, or an error.
pub(super) fn city_called(name: &str) -> Result<City, InitError> {
    let found = cities_named(name).first().copied();
    found.ok_or_else(|| InitError::UnknownCity {
        name: name.to_owned(),
    })
}

pub(super) fn middle(points: &[[f64; 2]]) -> Option<[f64; 2]> {
    let median = |axis: usize| {
        let mut values: Vec<f64> = points.iter().map(|point| point[axis]).collect();
        let at = values.len() / 2;
        (!values.is_empty()).then(|| *values.select_nth_unstable_by(at, f64::total_cmp).1)
    };
    Some([median(0)?, median(1)?])
}

pub(super) fn one_or_many(mut names: Vec<String>) -> OneOrMany {
    match names.len() {
        1 => OneOrMany::One(names.swap_remove(0)),
        _ => OneOrMany::Many(names),
    }
}

fn nothing_kept(trial: &Trial) -> InitError {
    let reasons: Vec<String> = trial
        .reasons
        .iter()
        .map(|(reason, n)| format!("{} {n}", reason.name()))
        .collect();
    InitError::NothingKept {
        rows: trial.rows_in,
        reasons: reasons.join(", "),
    }
}

/// A place as the source states it.
fn as_stated([lon, lat]: [f64; 2], params: &Convert) -> [f64; 2] {
    match params.longitudes {
        Longitudes::East => [lon, lat],
        Longitudes::West => [-lon, lat],
    }
}
