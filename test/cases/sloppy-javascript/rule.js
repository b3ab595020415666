function (user, context, callback) {
  var roles = 'none';
  if (user.email) { var roles = [user.email]; }
  var claims = { plan: 'free', seats: 1, plan: 'pro' };
  var package = { seats: 010, note: 'a\011b' };
  context.accessToken['https://example.com/package'] = { package, seats: package.seats };
  switch (context.clientName) {
    case 'Legacy':
      context.idToken['https://example.com/legacy'] = true;
    case 'Portal':
      context.idToken['https://example.com/plan'] = claims.plan;
      break;
    default:
      context.idToken['https://example.com/roles'] = roles;
  }
  callback(null, user, context);
}
