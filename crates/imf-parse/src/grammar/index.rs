//! What a document can name: the global elements (as its root or under a wildcard) and the types (by `xsi:type`).

use super::notation::Schema;
use super::{ElementDecl, Ns, Type, am, cc, cpl, dcml, ds, opl, pkl, plugins, scm, xs};

/// The declaration of a global element.
pub(crate) fn global_element(ns: Ns, name: &str) -> Option<&'static ElementDecl> {
    schema(ns)?
        .elements
        .iter()
        .copied()
        .find(|element| element.name == name)
}

/// A named type.
pub(crate) fn named_type(ns: Ns, name: &str) -> Option<Type> {
    if ns == Ns::XS {
        return built_in(name);
    }
    let schema = schema(ns)?;
    let complex = schema
        .complex_types
        .iter()
        .copied()
        .find(|ty| ty.name == name)
        .map(Type::Complex);
    complex.or_else(|| {
        schema
            .simple_types
            .iter()
            .find(|(simple, _)| *simple == name)
            .map(|(_, ty)| Type::Simple(ty))
    })
}

fn built_in(name: &str) -> Option<Type> {
    if name == "anyType" {
        return Some(Type::Any);
    }
    xs::TYPES
        .iter()
        .find(|(built_in, _)| *built_in == name)
        .map(|(_, ty)| Type::Simple(ty))
}

fn schema(ns: Ns) -> Option<&'static Schema> {
    Some(match ns {
        Ns::AM => &am::SCHEMA,
        Ns::PKL_2007 => &pkl::edition_2007::SCHEMA,
        Ns::PKL_2016 => &pkl::edition_2016::SCHEMA,
        Ns::CPL_2013 => &cpl::edition_2013::SCHEMA,
        Ns::CPL_2016 => &cpl::edition_2016::SCHEMA,
        Ns::CC_2013 => &cc::edition_2013::SCHEMA,
        Ns::CC_2016 => &cc::edition_2016::SCHEMA,
        Ns::CC_2020 => &cc::edition_2020::SCHEMA,
        Ns::DCML => &dcml::SCHEMA,
        Ns::DS => &ds::SCHEMA,
        Ns::OPL => &opl::SCHEMA,
        Ns::OPL_AUDIO => &opl::macros::audio::SCHEMA,
        Ns::OPL_COLORS => &opl::macros::colors::SCHEMA,
        Ns::OPL_COLOR_SCHEMES => &opl::macros::color_schemes::SCHEMA,
        Ns::OPL_CROP => &opl::macros::crop::SCHEMA,
        Ns::OPL_DECODER => &opl::macros::decoder::SCHEMA,
        Ns::OPL_ENCODER => &opl::macros::encoder::SCHEMA,
        Ns::OPL_LANCZOS => &opl::macros::lanczos::SCHEMA,
        Ns::OPL_SCALE => &opl::macros::scale::SCHEMA,
        Ns::SCM => &scm::SCHEMA,
        Ns::APP2E => &plugins::app2e::SCHEMA,
        Ns::IAB => &plugins::iab::SCHEMA,
        Ns::ISXD => &plugins::isxd::SCHEMA,
        Ns::MGA => &plugins::mga::SCHEMA,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{ComplexType, Content, Particle, Term};

    fn schemas() -> impl Iterator<Item = &'static Schema> {
        (0..u8::MAX).filter_map(|number| schema(Ns(number)))
    }

    fn elements(particle: &Particle) -> Vec<&'static ElementDecl> {
        match particle.term {
            Term::Choice(inner) | Term::Sequence(inner) => {
                inner.iter().flat_map(elements).collect()
            }
            Term::Element(element) => vec![element],
            Term::Wildcard(_) => Vec::new(),
        }
    }

    fn particle(ty: &ComplexType) -> Option<&Particle> {
        match &ty.content {
            Content::Particle(particle) => Some(particle),
            _ => None,
        }
    }

    #[test]
    fn every_name_finds_what_bears_it() {
        for (number, schema) in
            (0..u8::MAX).filter_map(|number| Some((number, schema(Ns(number))?)))
        {
            for element in schema.elements {
                assert_eq!(element.ns, Ns(number), "{}", element.name);
                let found = global_element(element.ns, element.name).expect("a global element");
                assert!(
                    std::ptr::eq(found, *element),
                    "{} is there twice",
                    element.name
                );
            }
            for ty in schema.complex_types {
                assert_eq!(ty.ns, Ns(number), "{}", ty.name);
                let found = named_type(ty.ns, ty.name);
                assert!(
                    matches!(found, Some(Type::Complex(found)) if std::ptr::eq(found, *ty)),
                    "{}",
                    ty.name
                );
            }
            for (name, ty) in schema.simple_types {
                let found = named_type(Ns(number), name);
                assert!(
                    matches!(found, Some(Type::Simple(found)) if std::ptr::eq(found, *ty)),
                    "{name}"
                );
            }
        }
        assert_eq!(
            schemas().map(|schema| schema.elements.len()).sum::<usize>(),
            76
        );
    }

    /// An extension begins with the elements of its base.
    #[test]
    fn an_extension_repeats_its_base() {
        let mut extensions = 0;
        for ty in schemas().flat_map(|schema| schema.complex_types) {
            let Some((own, base)) = particle(ty).zip(ty.base.and_then(particle)) else {
                continue;
            };
            let (own, base) = (elements(own), elements(base));
            assert!(own.len() > base.len(), "{}", ty.name);
            for (own, base) in own.iter().zip(base) {
                assert_eq!((own.ns, own.name), (base.ns, base.name), "{}", ty.name);
            }
            extensions += 1;
        }
        assert_eq!(extensions, 13);
    }
}
