function (user, context, callback) {
  const rolesOf = function* () {
    const first = yield user.user_id;
    return first ? ['admin'] : [];
  };
  const steps = rolesOf();
  steps.next();
  context.idToken['https://acme.io/roles'] = steps.next(user.email_verified).value;
  callback(null, user, context);
}
