function (user, context, callback) {
  var self = this;
  self.email = user.email;
  context.idToken['https://example.com/email'] = self.email;
  callback(null, user, context);
}
