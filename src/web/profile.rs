//! Bodies of profiles: one to create an object, one to update it.

/// Defines the body that creates an object and the body that updates it. Both have the fields of
/// the profile; the first also those that never change, the second also the version it is based on.
///
/// `into_parts` splits the first into the fields that never change and a body of the second kind.
macro_rules! profile_bodies {
    (
        $(#[$new_meta:meta])*
        $new:ident { $($(#[$fixed_meta:meta])* $fixed:ident: $fixed_type:ty,)+ }
        $(#[$profile_meta:meta])*
        $profile:ident { $($(#[$field_meta:meta])* $field:ident: $field_type:ty,)+ }
    ) => {
        $(#[$new_meta])*
        #[derive(Debug, serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $new {
            $($(#[$fixed_meta])* pub $fixed: $fixed_type,)+
            $($(#[$field_meta])* pub $field: $field_type,)+
        }

        impl $new {
            #[allow(unused_parens, reason = "one field is no tuple")]
            fn into_parts(self) -> (($($fixed_type),+), $profile) {
                let profile = $profile { $($field: self.$field,)+ version: None };
                (($(self.$fixed),+), profile)
            }
        }

        $(#[$profile_meta])*
        #[derive(Debug, serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $profile {
            $($(#[$field_meta])* pub $field: $field_type,)+
            /// Row version that was read, unless `If-Match` names it.
            #[validate(range(min = 1))]
            #[schema(minimum = 1)]
            pub version: Option<i64>,
        }

        $crate::web::change::versioned!($profile);
    };
}
pub(super) use profile_bodies;
