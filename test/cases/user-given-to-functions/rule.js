// The functions only look at the user by name, so the user does not leave the rule.
function (user, context, callback) {
  const rolesOf = function (person) {
    const endsWith = '@example.com';
    if (person.email && person.email.substring(person.email.length - endsWith.length) === endsWith) {
      return ['admin'];
    }
    return ['user'];
  };
  const isVip = who => who.app_metadata && who.app_metadata.vip === true;

  function describe(person, roles) {
    return `${person.name} (${roles.join(', ')}${isVip(person) ? ', VIP' : ''})`;
  }

  const roles = rolesOf(user);
  context.idToken['https://example.com/roles'] = roles;
  context.idToken['https://example.com/label'] = describe(user, roles);
  callback(null, user, context);
}
