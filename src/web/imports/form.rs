//! The form with which a file is sent.

use crate::domain::datum::Datum;
use crate::domain::file_import::{GridOptions, ImportKind, ImportOptions};
use crate::domain::unit::{GridKind, Setting};
use crate::error::{Code, Problem, Result};
use crate::service::file_imports::SentFile;
use crate::web::form::{FormFields, UploadedFile};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// A file to be imported, and how.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFileImport {
    /// The file: CSV or a workbook (.xlsx), of grids GeoJSON, gzipped or not. At most 16 MiB.
    #[serde(default)]
    #[schema(value_type = String, format = Binary, required = true)]
    pub file: UploadedFile,
    /// What its rows are.
    pub kind: ImportKind,
    /// True: everything is checked, and nothing is written.
    #[serde(default)]
    pub dry_run: bool,
    /// Sheet of a workbook; the first that is not hidden unless said otherwise.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub sheet: Option<String>,
    /// Datum of the coordinates; `wgs84` unless said otherwise. Of addresses, posts and grids.
    pub datum: Option<Datum>,
    /// Text of a mapping file: which column is which field. Of requests; without it the columns are
    /// those of the template.
    #[validate(length(min = 1, max = 65536))]
    #[schema(min_length = 1, max_length = 65536)]
    pub mapping: Option<String>,
    /// True: tickets without a problem are stored although others have one. Of requests.
    #[serde(default)]
    pub keep_going: bool,
    /// Code of the level of the grids. Of grids, which need it, as all that follow.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub level: Option<String>,
    /// General or dedicated; `general` unless said otherwise.
    pub grid_kind: Option<GridKind>,
    /// Type of place; `residential` unless said otherwise.
    pub setting: Option<Setting>,
    /// Property that holds the code; `code` unless said otherwise.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code_field: Option<String>,
    /// Property that holds the name; `name` unless said otherwise.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub name_field: Option<String>,
    /// Code of the grid that all belong to; the root unless said otherwise.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub parent: Option<String>,
    /// Property that holds the code of the parent of each, in place of `parent`.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub parent_field: Option<String>,
    /// True: the parent of each is the grid of the next wider level that covers it.
    pub parent_by_location: Option<bool>,
    /// True: existing grids get the new boundary and name.
    pub replace: Option<bool>,
    /// True: invalid polygons are repaired where that changes little.
    pub repair: Option<bool>,
    /// True: features whose polygon is invalid are left out.
    pub skip_invalid: Option<bool>,
    /// True: general siblings may overlap.
    pub allow_overlap: Option<bool>,
    /// True: siblings may leave gaps, which are recorded as accepted.
    pub allow_gaps: Option<bool>,
}

impl FormFields for NewFileImport {
    fn take_file(&mut self, file: UploadedFile) {
        self.file = file;
    }
}

impl NewFileImport {
    /// Returns the file with its options.
    ///
    /// # Errors
    /// [`Code::ImportOptionNotHere`] for options of grids with other kinds; [`Code::Required`] at
    /// `/level`.
    pub fn into_file(self) -> Result<SentFile> {
        let grids = self.grids()?;
        let Self { file, kind, dry_run, sheet, datum, mapping, keep_going, .. } = self;
        let options = ImportOptions { dry_run, keep_going, sheet, datum, mapping, grids };
        let UploadedFile { name, bytes } = file;
        Ok(SentFile { kind, options, name, bytes })
    }

    fn grids(&self) -> Result<Option<GridOptions>> {
        if self.kind != ImportKind::Grids {
            let misplaced = self.given_of_grids().into_iter().map(|option| {
                let problem = Problem::new(Code::ImportOptionNotHere).at(format!("/{option}"));
                problem.with("kind", self.kind).with("option", option)
            });
            let misplaced: Vec<Problem> = misplaced.collect();
            return if misplaced.is_empty() { Ok(None) } else { Err(misplaced.into()) };
        }
        let level = self.level.clone();
        Ok(Some(GridOptions {
            level: level.ok_or_else(|| Problem::new(Code::Required).at("/level"))?,
            kind: self.grid_kind.unwrap_or(GridKind::General),
            setting: self.setting.unwrap_or(Setting::Residential),
            code_field: self.code_field.clone().unwrap_or_else(|| "code".to_owned()),
            name_field: self.name_field.clone().unwrap_or_else(|| "name".to_owned()),
            parent: self.parent.clone(),
            parent_field: self.parent_field.clone(),
            parent_by_location: self.parent_by_location.unwrap_or(false),
            replace: self.replace.unwrap_or(false),
            repair: self.repair.unwrap_or(false),
            skip_invalid: self.skip_invalid.unwrap_or(false),
            allow_overlap: self.allow_overlap.unwrap_or(false),
            allow_gaps: self.allow_gaps.unwrap_or(false),
        }))
    }

    /// Returns the names of the options of grids that are there.
    fn given_of_grids(&self) -> Vec<&'static str> {
        let given = [
            ("level", self.level.is_some()),
            ("grid_kind", self.grid_kind.is_some()),
            ("setting", self.setting.is_some()),
            ("code_field", self.code_field.is_some()),
            ("name_field", self.name_field.is_some()),
            ("parent", self.parent.is_some()),
            ("parent_field", self.parent_field.is_some()),
            ("parent_by_location", self.parent_by_location.is_some()),
            ("replace", self.replace.is_some()),
            ("repair", self.repair.is_some()),
            ("skip_invalid", self.skip_invalid.is_some()),
            ("allow_overlap", self.allow_overlap.is_some()),
            ("allow_gaps", self.allow_gaps.is_some()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name).collect()
    }
}
