function (user, context, callback) {
  var all = arguments,
    person = all[0];
  context.idToken['https://example.com/a'] = person.email;
  callback(null, user, context);
}
