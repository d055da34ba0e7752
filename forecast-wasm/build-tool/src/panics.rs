//! Replaces panics by traps, without their messages.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Functions that every panic ends in and that never return. Mangled names contain these in full,
/// with their lengths.
const NEVER_RETURN: [&str; 19] = [
    "4core9panicking",
    "4core6option13expect_failed",
    "4core6option13unwrap_failed",
    "4core6result13unwrap_failed",
    "4core4cell22panic_already_borrowed",
    "4core4cell30panic_already_mutably_borrowed",
    "19copy_from_slice_impl17len_mismatch_fail",
    "5slice5index16slice_index_fail",
    "4sort6shared9smallsort22panic_on_ord_violation",
    "4core3str16slice_error_fail",
    "4core3str19slice_error_fail_rt",
    "5alloc7raw_vec12handle_error",
    "5alloc7raw_vec17capacity_overflow",
    "5alloc5alloc18handle_alloc_error",
    "3vec3VecppE6remove13assert_failed",
    "3vec3VecppE9split_off13assert_failed",
    "3std9panicking",
    "17rust_begin_unwind",
    "10rust_panic",
];

/// Replaces the functions that report a panic by one instruction that traps. Nobody can read the
/// report in a browser: the standard library has no output for it there, and ends with the same
/// trap. The code that formats messages becomes unused.
pub fn cut(module: &mut Module) {
    let reports = module.funcs.iter_local().filter_map(|(id, _)| {
        let name = module.funcs.get(id).name.as_deref()?;
        NEVER_RETURN.iter().any(|part| name.contains(part)).then_some(id)
    });
    for id in reports.collect::<Vec<FunctionId>>() {
        let (params, results) = module.types.params_results(module.funcs.get(id).ty());
        let (params, results) = (params.to_vec(), results.to_vec());
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        builder.func_body().unreachable();
        let arguments = params.iter().map(|&ty| module.locals.add(ty)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
    }
}
