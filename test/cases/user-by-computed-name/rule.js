function known(user, context, callback) {
  ['roles', 'groups'].forEach(function (k) { context.idToken['https://acme.io/' + k] = user[k]; });
  var err = null;
  ['email', 'app_metadata'].every(function (f) { if (!user[f]) err = new UnauthorizedError('missing ' + f); return !err; });
  callback(err, user, context);
}
