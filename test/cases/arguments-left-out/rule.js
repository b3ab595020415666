function (user, context, callback) {
  var self = this;
  function label(name, suffix) {
    return suffix ? name + ' (' + suffix + ')' : name;
  }

  var first = user.identities[0];
  context.idToken['https://example.com/label'] = label(user.name);
  context.idToken['https://example.com/label/long'] = label(user.name, first.provider + ' ' + first.user_id);
  context.idToken['https://example.com/mail'] = encodeURIComponent(user.email);
  callback(null, user, context);
}
