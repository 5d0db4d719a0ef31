//! A story with all choices made: words, place, people and times.

use super::accounts::Cast;
use super::areas::{DemoArea, FIRST_GRID, GENERAL_GRIDS};
use super::building_groups::BUILDINGS;
use super::course::{AT_THE_DESK, Course};
use super::course_step::{Act, CourseStep, WorkPace, awake, schedule};
use super::situations::DemoSituation;
use super::stories::{CUT, DemoSender, DemoStory, SITUATIONS, STORIES};
use super::texts::{DemoAnswer, DemoMatter, matters};
use super::{SeedPart, random};
use crate::domain::atlas::Atlas;
use crate::domain::calendar::zone;
use crate::domain::datum::{Datum, from_wgs84};
use crate::domain::geometry::{Point, Shape};
use crate::domain::period::Instant;
use crate::domain::request::{Answers, RequestKind, Urgency, is_confidential};
use crate::domain::unit::Setting;
use crate::error::{Error, Result};
use crate::service::place::PlaceInput;
use crate::service::rulebook::Rulebook;
use chrono::{Days, TimeDelta};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use serde_json::json;
use std::collections::HashMap;

/// Hours by which a request may be sent earlier than its story asks for, so that all of it fits
/// before the present.
const EARLIER_HOURS: i64 = 24 * 25;
/// Places that no address of the town is written as.
const UNKNOWN_PLACES: [&str; 3] =
    ["老菜场后门那条弄堂口", "大转盘东边、修车铺对面", "轮渡口下来往南的人行道"];
/// Number of points tried in a grid.
const TRIES: usize = 500;

/// One request of the month, with all choices made.
#[derive(Debug)]
pub(super) struct Plot {
    pub story: DemoStory,
    pub matter: &'static DemoMatter,
    pub description: String,
    pub reply: String,
    /// The grid it is in, by its index in the list of areas.
    pub area: usize,
    pub place: PlaceInput,
    /// The resident it comes from, by index.
    pub resident: usize,
    pub sent_at: Instant,
    pub steps: Vec<(Instant, Act)>,
}

impl Plot {
    /// Returns the plots of all stories.
    ///
    /// # Errors
    /// [`Error::Internal`] if there are too few texts for a story or it is too long for the month.
    pub fn all(
        areas: &[DemoArea],
        atlas: &Atlas,
        rulebook: &Rulebook,
        cast: &Cast,
        seed: u64,
        present: Instant,
    ) -> Result<Vec<Self>> {
        let mut plotter = Plotter {
            areas,
            atlas,
            rulebook,
            present,
            random: random(seed, SeedPart::Plots),
            untold: HashMap::new(),
        };
        let residents = cast.residents.len();
        let stories = STORIES.iter().chain(&SITUATIONS);
        stories.map(|story| plotter.plot(*story, residents)).collect()
    }

    /// Returns the answers to the questions of the category.
    pub fn answers(&self) -> Answers {
        let sent_on = self.sent_at.with_timezone(&zone()).date_naive();
        let said = self.matter.said.iter().map(|&(question, said)| {
            let answer = match said {
                DemoAnswer::Words(text) | DemoAnswer::One(text) => json!(text),
                DemoAnswer::Number(number) => json!(number),
                DemoAnswer::DaysAgo(days) => json!(sent_on - Days::new(days)),
                DemoAnswer::Many(choices) => json!(choices),
            };
            (question.to_owned(), answer)
        });
        said.collect()
    }
}

struct Plotter<'a> {
    areas: &'a [DemoArea],
    atlas: &'a Atlas,
    rulebook: &'a Rulebook,
    present: Instant,
    random: StdRng,
    /// Texts that are not used yet, in a random order.
    untold: HashMap<(&'static str, RequestKind), Vec<&'static DemoMatter>>,
}

impl Plotter<'_> {
    fn plot(&mut self, story: DemoStory, residents: usize) -> Result<Plot> {
        let area = self.area(story);
        let of = self.areas.get(area).ok_or_else(|| Error::internal("a story has no area"))?;
        let matter = self.matter(story)?;
        let number = self.random.random_range(1..=28).to_string();
        let filled_in = |text: &str| text.replace("{place}", of.place).replace("{n}", &number);
        let description = filled_in(matter.description);
        let reply = filled_in(matter.reply);
        let place = self.place(story, of);
        let resident = if story.sender == DemoSender::Shown {
            0
        } else {
            self.random.random_range(1..residents)
        };
        let (sent_at, steps) = self.times(story)?;
        Ok(Plot { story, matter, description, reply, area, place, resident, sent_at, steps })
    }

    fn area(&mut self, story: DemoStory) -> usize {
        let general = self.areas.iter().enumerate().skip(FIRST_GRID).take(GENERAL_GRIDS);
        let residential: Vec<usize> = general
            .filter(|(index, _)| *index != FIRST_GRID + CUT)
            .filter(|(_, area)| area.setting == Setting::Residential)
            .map(|(index, _)| index)
            .collect();
        let anywhere = residential.choose(&mut self.random).copied().unwrap_or(FIRST_GRID);
        story.grid.map_or(anywhere, |grid| FIRST_GRID + grid)
    }

    fn matter(&mut self, story: DemoStory) -> Result<&'static DemoMatter> {
        let random = &mut self.random;
        let untold = self.untold.entry((story.category, story.kind)).or_insert_with(|| {
            let mut matters: Vec<&'static DemoMatter> =
                matters(story.category, story.kind).iter().collect();
            matters.shuffle(random);
            matters
        });
        let fitting = untold.iter().rposition(|matter| story.course.ends_in(matter.outcome));
        Ok(untold.remove(fitting.ok_or_else(|| {
            Error::internal(format!("too few texts on {} as {}", story.category, story.kind))
        })?))
    }

    /// Returns the place as stated: residents point at a map of theirs, the desk and the hotline
    /// ask for the address, or for the grid where there are no buildings; others have GPS. What
    /// nobody can place is told in words.
    fn place(&mut self, story: DemoStory, area: &DemoArea) -> PlaceInput {
        let sender = story.sender;
        if story.course == Course::In(DemoSituation::Unplaced) {
            let words = UNKNOWN_PLACES.choose(&mut self.random).map(|&words| words.to_owned());
            return PlaceInput { text: words, ..PlaceInput::default() };
        }
        if matches!(sender, DemoSender::Desk | DemoSender::Hotline) {
            let mut random =
                |numbers: std::ops::RangeInclusive<usize>| self.random.random_range(numbers);
            let building = random(1..=BUILDINGS);
            let room = 100 * random(1..=6) + random(1..=4);
            let text = format!("{}{building}号楼{room}", area.place);
            let text = Some(text).filter(|_| area.setting == Setting::Residential);
            return PlaceInput { text, ..PlaceInput::in_grid(area.code.as_str()) };
        }
        let [lon, lat] = self.point(area).to_degrees();
        let datum = if matches!(sender, DemoSender::Worker | DemoSender::Patrol) {
            Datum::Wgs84
        } else {
            Datum::Gcj02
        };
        let [lon, lat] = from_wgs84(datum, lon, lat);
        PlaceInput::at(lon, lat, datum)
    }

    /// Returns a point that the grid answers for.
    fn point(&mut self, area: &DemoArea) -> Point {
        let random = &mut self.random;
        let mut points = (0..TRIES).map(|_| point_near(&area.shape, random));
        points
            .find(|point| self.atlas.grid_at(*point).is_some_and(|grid| grid.code == area.code))
            .unwrap_or_else(|| area.shape.label_point())
    }

    /// Returns when it is sent and when each step is done: as near to the story's age as possible
    /// with the last step before the present.
    fn times(&mut self, story: DemoStory) -> Result<(Instant, Vec<(Instant, Act)>)> {
        let steps = self.steps(story)?;
        let share: Vec<f64> = steps.iter().map(|_| self.random.random()).collect();
        let minutes = self.random.random_range(0..60);
        let age = TimeDelta::hours(self.random.random_range(story.course.age_hours()))
            + TimeDelta::minutes(minutes);
        let pace = self.pace(story)?;
        for earlier in 0..EARLIER_HOURS {
            let sent = awake(self.present - age - TimeDelta::hours(earlier));
            let times = schedule(
                &steps,
                &share,
                sent,
                pace,
                &self.rulebook.calendar,
                self.rulebook.silence,
            );
            if times.last().copied().unwrap_or(sent) < self.present {
                return Ok((
                    sent,
                    times.into_iter().zip(steps.iter().map(|step| step.act)).collect(),
                ));
            }
        }
        Err(Error::internal(format!("a story is longer than the month: {story:?}")))
    }

    /// Returns the steps of the story, after those of the desk if it is confidential; without calls
    /// if there is nobody to call.
    fn steps(&self, story: DemoStory) -> Result<Vec<CourseStep>> {
        let callable = !matches!(story.sender, DemoSender::Anonymous | DemoSender::Patrol);
        let mut steps = story.course.steps();
        steps.retain(|step| callable || !matches!(step.act, Act::Call(_)));
        let category = self.atlas.settings().category(story.category)?;
        let confidential = is_confidential(story.confidential, None, category, story.kind);
        if confidential && category.urgency != Urgency::Critical && !steps.is_empty() {
            steps.splice(0..0, AT_THE_DESK);
        }
        Ok(steps)
    }

    fn pace(&self, story: DemoStory) -> Result<WorkPace> {
        let category = self.atlas.settings().category(story.category)?;
        Ok(match (category.urgency, story.kind) {
            (Urgency::Critical, _) => WorkPace::Critical,
            (_, RequestKind::Consultation | RequestKind::Suggestion | RequestKind::Praise) => {
                WorkPace::Brief
            }
            _ => WorkPace::Usual,
        })
    }
}

/// Returns a random point in the box around a shape.
fn point_near(shape: &Shape, random: &mut StdRng) -> Point {
    let min = shape.bounds().min;
    let max = shape.bounds().max;
    Point {
        lon_e7: random.random_range(min.lon_e7..=max.lon_e7),
        lat_e7: random.random_range(min.lat_e7..=max.lat_e7),
    }
}
